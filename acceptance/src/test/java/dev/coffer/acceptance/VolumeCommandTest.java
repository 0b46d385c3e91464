package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.CofferCommand.Ended;
import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.VolumeState;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sealed volume by hand, when there is no server. */
final class VolumeCommandTest {
  private static final byte[] DEK = new byte[32];

  private final ServerHome home = ServerHome.create();
  private final Path backing = home.root().resolve("backing");
  private final Path mountPoint = home.root().resolve("mount");
  private final Path file = mountPoint.resolve("file");
  private final SealedVolume volume = new SealedVolume(backing);
  private Path key = home.root();

  @BeforeEach
  void make() throws IOException {
    try (var dek = SecretBytes.copyOf(DEK)) {
      volume.create(BlockSuite.GENERAL_CIPHER, dek);
    }
    Files.createDirectory(mountPoint);
    key = Files.writeString(home.root().resolve("key"), HexFormat.of().formatHex(DEK) + "\n");
  }

  @AfterEach
  void close() throws IOException {
    volume.unmount();
    home.close();
  }

  private Ended run(String... arguments) {
    return CofferCommand.run(home.root(), key, arguments);
  }

  private Ended mount() {
    return run(
        "volume",
        "mount",
        "--key-fd",
        "0",
        "--volume",
        backing.toString(),
        "--at",
        mountPoint.toString());
  }

  private Ended unmount() {
    return run("volume", "unmount", "--volume", backing.toString());
  }

  private Ended check() {
    return run("volume", "check", "--key-fd", "0", "--volume", backing.toString());
  }

  private static void assertSaid(Ended ended, String what) {
    assertThat(ended.code()).as(ended.stderr()).isZero();
    assertThat(ended.stdout()).contains(what).hasLineCount(1);
    assertThat(ended.stderr()).isEmpty();
  }

  private static void assertRefused(Ended ended, String why) {
    assertThat(ended.code()).as(ended.stderr()).isEqualTo(1);
    assertThat(ended.stdout()).isEmpty();
    assertThat(ended.stderr()).startsWith("coffer: ").contains(why).hasLineCount(1);
  }

  @Test
  void isMountedUsedUnmountedAndFoundWhole() throws IOException {
    assertSaid(mount(), "mounted " + backing);
    Files.writeString(file, "what is kept");
    assertRefused(mount(), "is mounted at");
    assertRefused(check(), "is in use");
    assertSaid(unmount(), "unmounted " + backing);
    assertSaid(unmount(), "was not mounted");
    assertThat(file).doesNotExist();
    assertSaid(check(), "every block is as it was sealed");

    assertSaid(mount(), "mounted");
    assertThat(file).hasContent("what is kept");
    try (var _ = Files.newInputStream(file)) {
      assertRefused(unmount(), "have files of " + mountPoint + " open");
    }
  }

  @Test
  void isMadeByHandWithAKeyOfTheRightLength() throws IOException {
    Path made = home.root().resolve("made");
    String[] general = {"volume", "create", "--key-fd", "0", "--suite", "general", "--volume"};
    String[] sm = {"volume", "create", "--key-fd", "0", "--suite", "sm", "--volume"};
    assertRefused(run(with(sm, made)), "has 16 bytes, not 32");
    assertThat(made).doesNotExist();
    assertSaid(run(with(general, made)), "made a volume in " + made);
    assertRefused(run(with(general, made)), "is not empty");
    assertSaid(
        run("volume", "check", "--key-fd", "0", "--volume", made.toString()),
        "every block is as it was sealed");
  }

  private static String[] with(String[] arguments, Path last) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last.toString();
    return all;
  }

  @Test
  void namesWhatIsNotAsItWasSealed() throws IOException {
    assertSaid(mount(), "mounted");
    Files.write(file, new byte[] {1, 2, 3});
    assertSaid(unmount(), "unmounted");
    try (var sealed = new RandomAccessFile(backing.resolve("root/file").toFile(), "rw")) {
      sealed.seek(sealed.length() - 1);
      int last = sealed.read();
      sealed.seek(sealed.length() - 1);
      sealed.write(last ^ 1);
    }

    Ended found = check();
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.stdout()).startsWith("file: block 0 ").contains("1 findings");
  }

  @Test
  void cleansUpWhatADeadDaemonLeft() throws IOException {
    assertSaid(mount(), "mounted");
    killDaemon();
    assertSaid(unmount(), "cleaned up " + mountPoint);
    assertThat(volume.state()).isEqualTo(new VolumeState.Unmounted());
  }

  @Test
  void mountsAgainWhereADaemonDiedWhoeverLooked() throws IOException {
    assertSaid(mount(), "mounted");
    Files.writeString(file, "what is kept");
    killDaemon();
    // A look is what makes the kernel notice; it must not stand in the way of mounting.
    assertThat(Files.exists(file)).isFalse();
    assertSaid(mount(), "mounted " + backing);
    assertThat(file).hasContent("what is kept");
  }

  private void killDaemon() throws IOException {
    if (volume.state() instanceof VolumeState.Mounted(var _, var pid)) {
      ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
      daemon.destroyForcibly();
      var _ = daemon.onExit().join();
    }
  }

  @Test
  void refusesAnotherKeyNoKeyAndNoVolume() throws IOException {
    Files.writeString(key, "ab".repeat(32));
    assertRefused(mount(), "not sealed with this key");
    assertRefused(check(), "not sealed with this key");
    Files.writeString(key, "not a key");
    assertRefused(mount(), "hexadecimal");
    Files.writeString(key, "");
    assertRefused(check(), "empty");
    assertRefused(run("volume", "check", "--volume", backing.toString()), "file descriptor");
    assertRefused(run("volume", "unmount", "--volume", mountPoint.toString()), "no sealed volume");
  }
}
