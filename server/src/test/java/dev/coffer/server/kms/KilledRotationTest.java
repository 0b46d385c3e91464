package dev.coffer.server.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.ring.Ciphertext;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.ring.RootRotation;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootProtection;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed while it changes the root key leaves a ring that opens with all its keys. */
class KilledRotationTest {
  private static final int KILLS = 6;
  private static final KeyId KEY = new KeyId("0d0466b0-e727-4d9c-b35d-f84bb474a37f");

  @TempDir Path directory;

  @Test
  void leavesTheSameKeysUnderOneOfTheTwo() throws Exception {
    byte[] wrapped;
    try (RingStorage vault =
        RingStorage.create(
            directory, Passphrase.none(), new RootProtection.Plain(), Fixture.RANDOM)) {
      vault.ring().add(KEY, KeySpec.AES_256, Instant.EPOCH);
      try (var secret = KeySpec.AES_256.generate(Fixture.RANDOM)) {
        wrapped = vault.seal(Ciphertext.Content.DATA_KEY, KEY, secret, new byte[0]).copy();
      }
    }
    var random = new Random(11);
    int rotations = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      rotations += rotateAndKill(TimeUnit.MICROSECONDS.toNanos(random.nextInt(6_000)));
      try (RingStorage vault = RingStorage.open(directory, Passphrase.none(), Fixture.RANDOM)) {
        vault.unwrapUnbound(wrapped).close();
      }
    }
    assertThat(rotations).isGreaterThanOrEqualTo(KILLS);
  }

  /** How many it said it had done. */
  private int rotateAndKill(long nanosAfterTheFirst) throws Exception {
    Process rotation =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Rotation.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = rotation.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(lines.readLine()).isEqualTo("rotated");
      LockSupport.parkNanos(nanosAfterTheFirst);
      assertThat(rotation.toHandle().destroyForcibly()).isTrue();
      int more = (int) lines.lines().filter("rotated"::equals).count();
      rotation.waitFor();
      return 1 + more;
    }
  }

  /** Changes the root key for as long as it lives. */
  static final class Rotation {
    private Rotation() {}

    public static void main(String[] arguments) {
      var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
      var rotation = new RootRotation(Path.of(arguments[0]), Fixture.RANDOM);
      for (int i = 0; i < 10_000; i++) {
        rotation.run(Passphrase.none(), new RootProtection.Plain());
        out.println("rotated");
      }
    }
  }
}
