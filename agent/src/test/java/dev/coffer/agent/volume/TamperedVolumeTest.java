package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody changed the backing directory while nobody looked. */
@Tag("engine")
final class TamperedVolumeTest {
  private static final int BLOCKS = 5;

  @SuppressWarnings("NullAway.Init")
  private TestVolume volume;

  @SuppressWarnings("NullAway.Init")
  private Path one;

  @SuppressWarnings("NullAway.Init")
  private Path two;

  @BeforeEach
  void fillAndUnmount() throws IOException {
    volume = new TestVolume(BlockSuite.SM_COMPATIBLE);
    volume.mount();
    one = Files.write(volume.mountPoint().resolve("one"), filled(1));
    two = Files.write(volume.mountPoint().resolve("two"), filled(2));
    volume.volume().unmount();
  }

  @AfterEach
  void close() throws IOException {
    volume.close();
  }

  private static byte[] filled(int seed) {
    byte[] bytes = new byte[BLOCKS * Layout.BLOCK];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void change(Path file, long offset, byte[] bytes) throws IOException {
    try (var channel = FileChannel.open(volume.sealed(file), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  private byte[] sealed(Path file, long offset, int length) throws IOException {
    try (var channel = FileChannel.open(volume.sealed(file))) {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      channel.read(bytes, offset);
      return bytes.array();
    }
  }

  private void flip(Path file, long offset) throws IOException {
    byte[] bytes = sealed(file, offset, 1);
    bytes[0] ^= 4;
    change(file, offset, bytes);
  }

  private void assertBlockRefused(Path file, long block) throws IOException {
    assertThat(volume.volume().check(volume.dek()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.file()).isEqualTo(file.getFileName().toString());
              assertThat(finding.block()).isEqualTo(OptionalLong.of(block));
            });
    volume.mount();
    try (var channel = FileChannel.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(100);
      assertThatThrownBy(() -> channel.read(bytes, block * Layout.BLOCK + 50))
          .isInstanceOf(IOException.class);
      if (block > 0) {
        assertThat(channel.read(ByteBuffer.allocate(100), 0)).isEqualTo(100);
      }
    }
    assertThat(volume.log()).contains("refused", "/" + file.getFileName(), "block " + block + " ");
  }

  private void assertFileRefused(Path file) throws IOException {
    assertThat(volume.volume().check(volume.dek()))
        .anySatisfy(
            finding -> {
              assertThat(finding.file()).isEqualTo(file.getFileName().toString());
              assertThat(finding.block()).isEmpty();
            });
    volume.mount();
    assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(IOException.class);
    assertThat(volume.log()).contains("refused", file.getFileName().toString());
  }

  @Test
  void anUntouchedVolumeHasNoFindings() throws IOException {
    assertThat(volume.volume().check(volume.dek())).isEmpty();
  }

  @Test
  void aFlippedBitOfABlockIsRefused() throws IOException {
    flip(one, Layout.blockOffset(3) + 77);
    assertBlockRefused(one, 3);
  }

  @Test
  void aFlippedBitOfAnEntryIsRefused() throws IOException {
    flip(one, Layout.entryOffset(2) + 5);
    assertBlockRefused(one, 2);
  }

  @Test
  void aDroppedBlockIsNoHole() throws IOException {
    change(one, Layout.entryOffset(4), new byte[Layout.ENTRY]);
    change(one, Layout.blockOffset(4), new byte[Layout.BLOCK]);
    assertBlockRefused(one, 4);
  }

  @Test
  void swappedBlocksAreRefused() throws IOException {
    byte[] block = sealed(one, Layout.blockOffset(1), Layout.BLOCK);
    byte[] entry = sealed(one, Layout.entryOffset(1), Layout.ENTRY);
    change(one, Layout.blockOffset(0), block);
    change(one, Layout.entryOffset(0), entry);
    assertBlockRefused(one, 0);
  }

  @Test
  void aBlockOfAnotherFileIsRefused() throws IOException {
    change(one, Layout.blockOffset(1), sealed(two, Layout.blockOffset(1), Layout.BLOCK));
    change(one, Layout.entryOffset(1), sealed(two, Layout.entryOffset(1), Layout.ENTRY));
    assertBlockRefused(one, 1);
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    try (var channel = FileChannel.open(volume.sealed(one), StandardOpenOption.WRITE)) {
      channel.truncate(Layout.blockOffset(4));
    }
    assertBlockRefused(one, 4);
  }

  @Test
  void aFileCutToNothingIsRefused() throws IOException {
    try (var channel = FileChannel.open(volume.sealed(one), StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    assertFileRefused(one);
  }

  @Test
  void anAlteredSizeIsRefused() throws IOException {
    change(one, 512, new byte[] {0, 0, 0, 0, 0, 0, 32, 0});
    assertFileRefused(one);
  }

  @Test
  void swappedFilesAreRefused() throws IOException {
    Path aside = volume.sealed(one).resolveSibling("aside");
    Files.move(volume.sealed(one), aside);
    Files.move(volume.sealed(two), volume.sealed(one));
    Files.move(aside, volume.sealed(two));
    assertFileRefused(one);
  }

  @Test
  void swappedContentsAreRefused() throws IOException {
    byte[] content = Files.readAllBytes(volume.sealed(one));
    Files.write(volume.sealed(one), Files.readAllBytes(volume.sealed(two)));
    Files.write(volume.sealed(two), content);
    assertFileRefused(two);
  }

  @Test
  void aFileWithoutItsSealIsRefused() throws IOException {
    var view = Files.getFileAttributeView(volume.sealed(two), UserDefinedFileAttributeView.class);
    view.delete("coffer");
    assertFileRefused(two);
  }

  @Test
  void aPlainFilePutInIsRefused() throws IOException {
    Path intruder = volume.mountPoint().resolve("intruder");
    Files.writeString(volume.sealed(intruder), "put in");
    assertFileRefused(intruder);
  }

  @Test
  void aFileOfAnotherVolumeIsRefused() throws IOException {
    try (var other = new TestVolume(BlockSuite.SM_COMPATIBLE)) {
      other.mount();
      Path same = Files.write(other.mountPoint().resolve("one"), filled(1));
      other.volume().unmount();
      TestVolume.run(
          "cp", "--preserve=all", other.sealed(same).toString(), volume.sealed(one).toString());
    }
    assertFileRefused(one);
  }

  @Test
  void aWrongKeyIsRefusedBeforeAnythingIsMounted() throws IOException {
    try (var wrong = SecretBytes.random(16, new SecureRandom());
        var tooLong = SecretBytes.random(32, new SecureRandom())) {
      for (SecretBytes key : new SecretBytes[] {wrong, tooLong}) {
        assertThatThrownBy(() -> volume.volume().mount(volume.mountPoint(), key))
            .isInstanceOfSatisfying(
                VolumeFailure.class,
                e -> assertThat(e.reason()).isEqualTo(VolumeFailure.Reason.WRONG_KEY));
      }
      assertThatThrownBy(() -> volume.volume().check(wrong)).isInstanceOf(VolumeFailure.class);
    }
    assertThat(volume.volume().state()).isEqualTo(new VolumeState.Unmounted());
  }
}
