package dev.coffer.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a volume's daemon may answer where a server's log is looked for. */
@Timeout(60)
final class DetachedTest {
  @TempDir private Path home;

  @Test
  void aLogIsMadeForUsAloneAndAddedTo() throws IOException {
    var log = home.resolve("server.log");
    say("first", log);
    say("second", log);
    assertThat(LastWords.of(log)).isEqualTo("first | second");
    assertThat(Files.getPosixFilePermissions(log))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aLinkInItsPlaceIsNeitherWrittenNorRead() throws IOException {
    var precious = Files.writeString(home.resolve("precious"), "kept");
    var log = Files.createSymbolicLink(home.resolve("server.log"), precious);
    assertThatThrownBy(() -> say("planted", log)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> LastWords.of(log)).isInstanceOf(IOException.class);
    assertThat(precious).hasContent("kept");
  }

  @Test
  void aLinkToWhatIsNotThereMakesNothing() throws IOException {
    var absent = home.resolve("ld.so.preload");
    var log = Files.createSymbolicLink(home.resolve("server.log"), absent);
    assertThatThrownBy(() -> say("planted", log)).isInstanceOf(IOException.class);
    assertThat(absent).doesNotExist();
  }

  @Test
  void aPipeInItsPlaceIsNotWaitedFor() throws IOException {
    var log = home.resolve("server.log");
    Command.of(Path.of("/usr/bin/mkfifo"), log.toString()).run();
    assertThatThrownBy(() -> say("lost", log)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> LastWords.of(log)).isInstanceOf(IOException.class);
  }

  private void say(String words, Path log) throws IOException {
    var line = List.of("/bin/sh", "-c", "echo " + words);
    var _ = Detached.start(line, home, log).onExit().join();
  }
}
