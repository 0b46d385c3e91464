package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ProcessStatus;
import dev.coffer.agent.process.Command;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
final class EngineVolumeTest {
  private static final BlockSuite SUITE = BlockSuite.GENERAL_CIPHER;

  @TempDir private Path home;
  private EngineVolume volume;
  private SecretBytes dek;

  @BeforeEach
  void make() throws IOException {
    assumeThat(EngineVolume.canBeOpened()).isTrue();
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    dek = SecretBytes.random(SUITE.keyLength(), new SecureRandom());
    var sealed = new SealedVolume(home.resolve("backing"));
    sealed.create(SUITE, dek);
    volume = new EngineVolume(home.resolve("backing"), home.resolve("mount"));
    volume.unlock(dek);
  }

  @AfterEach
  void remove() throws IOException {
    if (volume != null) {
      volume.remove();
      dek.close();
    }
  }

  @Test
  void nothingThatRunsAsItsUserOutlivesIt() throws IOException {
    int user = userOf(home.resolve("backing/root"));
    var left = List.of(stray(user), stray(user));
    var sealed = new SealedVolume(home.resolve("backing"));
    assertThat(sealed.state()).isInstanceOf(VolumeState.Mounted.class);
    volume.lock();
    assertThat(left).noneMatch(Process::isAlive);
    // Nor what let the daemon's lock go: what it held looks dead.
    volume.unlock(dek);
    if (sealed.state() instanceof VolumeState.Mounted(_, var daemon)) {
      var process = ProcessHandle.of(daemon).orElseThrow();
      process.destroyForcibly();
      var _ = process.onExit().join();
    }
    var stray = stray(user);
    assertThat(sealed.state()).isInstanceOf(VolumeState.Dead.class);
    volume.remove();
    assertThat(stray.isAlive()).isFalse();
    assertThat(home.resolve("backing")).doesNotExist();
    assertThat(home.resolve("mount")).doesNotExist();
  }

  @Test
  void aDaemonOfBeforeDoesNotMeetTheNextOne() throws IOException {
    int user = userOf(home.resolve("backing/root"));
    volume.lock();
    var stray = stray(user);
    volume.unlock(dek);
    assertThat(stray.isAlive()).isFalse();
    assertThat(volume.isOpen()).isTrue();
  }

  private static int userOf(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** What a daemon that was taken over leaves behind. */
  private static Process stray(int user) throws IOException {
    var id = Integer.toString(user);
    var line = List.of("/usr/bin/setpriv", "--reuid=" + id, "--clear-groups", "--", "sleep", "600");
    var process = new ProcessBuilder(line).start();
    assertThat(
            Await.until(
                Duration.ofSeconds(20),
                () ->
                    ProcessStatus.of(process.pid())
                        .filter(status -> status.user() == user)
                        .isPresent()))
        .isTrue();
    return process;
  }

  @Test
  void aLinkOnTheMountLeadsEnginesButNotRoot() throws IOException {
    var outside = Files.writeString(home.resolve("outside"), "root's");
    Files.createSymbolicLink(home.resolve("mount/server.log"), outside);
    assertThatThrownBy(() -> Files.readString(home.resolve("mount/server.log")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Files.writeString(home.resolve("mount/server.log"), "planted"))
        .isInstanceOf(IOException.class);
    assertThat(outside).hasContent("root's");
    // Tablespaces are links.
    var cage = Cages.in(home.resolve("agent")).of("one");
    var data = home.resolve("mount/data");
    new CagedTree(cage, data).create();
    var said = new ArrayList<String>();
    var line = "echo followed > f; ln -s f link; cat link";
    cage.writing(data).inside(Command.of(Path.of("/bin/sh"), "-c", line).in(data)).run(said::add);
    assertThat(said).containsExactly("followed");
  }
}
