package dev.coffer.cli.volume;

import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.VolumeFailure;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a volume without a server. */
@Command(
    name = "create",
    description = {
      "Makes an empty volume in a directory that is empty or absent.",
      "The data key is the caller's: if it is lost, so is what is in the volume."
    },
    mixinStandardHelpOptions = true)
public final class VolumeCreate implements Callable<Integer> {

  /** What a volume is sealed with, as an operator says it. */
  enum Cipher {
    general(BlockSuite.GENERAL_CIPHER),
    sm(BlockSuite.SM_COMPATIBLE);

    private final BlockSuite suite;

    Cipher(BlockSuite suite) {
      this.suite = suite;
    }
  }

  @Option(
      names = "--volume",
      paramLabel = "DIR",
      required = true,
      description = "The directory to make it in.")
  private Path backing;

  @Option(
      names = "--suite",
      paramLabel = "SUITE",
      required = true,
      description =
          "general: AES-256, data key of 32 bytes; sm: SM4, data key of 16 bytes."
              + " One of ${COMPLETION-CANDIDATES}.")
  private Cipher cipher;

  @Mixin private VolumeKey key;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (SecretBytes dek = key.read()) {
      if (dek.length() != cipher.suite.keyLength()) {
        throw new CommandFailed(
            "a data key of suite %s has %d bytes, not %d"
                .formatted(cipher, cipher.suite.keyLength(), dek.length()));
      }
      new SealedVolume(backing).create(cipher.suite, dek);
    } catch (VolumeFailure failure) {
      throw new CommandFailed(String.valueOf(failure.getMessage()), failure);
    }
    spec.commandLine().getOut().println("made a volume in " + backing);
    return 0;
  }
}
