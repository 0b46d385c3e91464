package dev.coffer.cli.volume;

import dev.coffer.agent.volume.Finding;
import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.VolumeFailure;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads all of a volume. */
@Command(
    name = "check",
    description = {
      "Reads every file of a volume that is not mounted and names each that is not as it was"
          + " sealed. Exit code 1 if there is any.",
      "After a crash it brings the journal into the files first, as mounting would."
    },
    mixinStandardHelpOptions = true)
public final class VolumeCheck implements Callable<Integer> {
  @Option(
      names = "--volume",
      paramLabel = "DIR",
      required = true,
      description = "The volume's backing directory, which holds coffer.volume.")
  private Path backing;

  @Mixin private VolumeKey key;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Finding> findings;
    try (SecretBytes dek = key.read()) {
      findings = new SealedVolume(backing).check(dek);
    } catch (VolumeFailure failure) {
      throw new CommandFailed(String.valueOf(failure.getMessage()), failure);
    }
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(out::println);
    out.println(
        findings.isEmpty()
            ? "every block is as it was sealed"
            : "%d findings; the volume was not changed".formatted(findings.size()));
    return findings.isEmpty() ? 0 : 1;
  }
}
