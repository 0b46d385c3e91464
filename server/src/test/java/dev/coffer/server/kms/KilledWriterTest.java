package dev.coffer.server.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootProtection;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed while it changes the ring loses no key that it had said was made. */
class KilledWriterTest {
  @TempDir Path directory;

  @Test
  void leavesARingThatOpensWithEveryKeyAcknowledged() throws Exception {
    RingStorage.create(directory, Passphrase.none(), new RootProtection.Plain(), Fixture.RANDOM)
        .close();
    List<String> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < 2; kill++) {
      acknowledged.addAll(writeAndKill(10 + kill * 7));
      try (RingStorage vault = RingStorage.open(directory, Passphrase.none(), Fixture.RANDOM)) {
        assertThat(vault.ring().keyIds()).extracting(KeyId::value).containsAll(acknowledged);
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(20);
  }

  private List<String> writeAndKill(int after) throws Exception {
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> made = new ArrayList<>();
    try (BufferedReader lines = writer.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < after; i++) {
        made.add(lines.readLine());
      }
      // Through the handle: destroying the process itself would throw away what it had said.
      assertThat(writer.toHandle().destroyForcibly()).isTrue();
      // What the writer said before it died counts as well; a line cut off does not.
      lines.lines().filter(line -> line.length() == 36).forEach(made::add);
    }
    return made;
  }

  /** Adds keys for as long as it lives and says the id of each once it is made. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
      try (RingStorage vault =
          RingStorage.open(Path.of(arguments[0]), Passphrase.none(), Fixture.RANDOM)) {
        for (int i = 0; i < 10_000; i++) {
          KeyId keyId = KeyId.fresh();
          vault.ring().add(keyId, KeySpec.AES_256, Instant.EPOCH);
          out.println(keyId);
        }
      }
    }
  }
}
