package dev.coffer.cli.volume;

import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.VolumeFailure;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Mounts a volume without a server. */
@Command(
    name = "mount",
    description = {
      "Mounts a volume and returns; a daemon of its own serves it from then on. Needs root.",
      "What a daemon that died has left is cleaned up first."
    },
    mixinStandardHelpOptions = true)
public final class VolumeMount implements Callable<Integer> {
  @Option(
      names = "--volume",
      paramLabel = "DIR",
      required = true,
      description = "The volume's backing directory, which holds coffer.volume.")
  private Path backing;

  @Option(
      names = "--at",
      paramLabel = "DIR",
      required = true,
      description = "The directory to mount it at, which has to exist.")
  private Path at;

  @Mixin private VolumeKey key;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (SecretBytes dek = key.read()) {
      new SealedVolume(backing).mount(at, dek);
    } catch (VolumeFailure failure) {
      throw new CommandFailed(String.valueOf(failure.getMessage()), failure);
    }
    spec.commandLine().getOut().println("mounted " + backing + " at " + at);
    return 0;
  }
}
