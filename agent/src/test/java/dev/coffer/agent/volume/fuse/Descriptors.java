package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.TestVolume;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * Mounts a volume whose daemon may have few descriptors: in a process of its own, for a limit is
 * inherited and cannot be raised again.
 */
final class Descriptors {
  private static final int LONGEST_KEY = 64;

  private Descriptors() {}

  /** Takes the backing directory and the mount point, and the key from standard input. */
  public static void main(String[] arguments) throws IOException {
    try (var dek = SecretBytes.absorb(System.in.readNBytes(LONGEST_KEY))) {
      new SealedVolume(Path.of(arguments[0])).mount(Path.of(arguments[1]), dek);
    }
  }

  static void mount(TestVolume volume, int most) throws IOException {
    Process process =
        new ProcessBuilder(
                "prlimit",
                "--nofile=" + most,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Descriptors.class.getName(),
                volume.backing().toString(),
                volume.mountPoint().toString())
            .redirectError(Redirect.INHERIT)
            .start();
    try (OutputStream input = process.getOutputStream()) {
      volume
          .dek()
          .open(
              SecretAccess.revealingSecrets(),
              bytes -> {
                input.write(bytes);
                return null;
              });
    }
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("cannot mount with %d descriptors".formatted(most));
    }
  }
}
