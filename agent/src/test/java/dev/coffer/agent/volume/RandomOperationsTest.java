package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Does the same at random to a file of the volume and to a plain one, and compares all the way. */
@Tag("engine")
final class RandomOperationsTest {
  private static final long SEED = 20261121;
  private static final int LONGEST = 300_000;
  private static final int OPERATIONS = 1200;

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @EnumSource
  void aSealedFileIsAsAPlainOne(BlockSuite suite) throws IOException {
    try (var volume = new TestVolume(suite)) {
      volume.mount();
      for (String directory : List.of("data", "pg_wal")) {
        Path plain = volume.plain().resolve(directory);
        Path sealed = Files.createDirectory(volume.mountPoint().resolve(directory)).resolve("file");
        exercise(sealed, plain);
        volume.remount();
        assertThat(Files.mismatch(sealed, plain)).as("seed %d", SEED).isEqualTo(-1);
      }
      volume.volume().unmount();
      assertThat(volume.volume().check(volume.dek())).isEmpty();
    }
  }

  private void exercise(Path sealed, Path plain) throws IOException {
    try (var one = open(sealed);
        var other = open(plain)) {
      for (int i = 0; i < OPERATIONS; i++) {
        step(one, other, "seed %d step %d".formatted(SEED, i));
      }
      for (int i = 0; i < 40; i++) {
        allocate(sealed, plain);
        step(one, other, "seed %d after allocating %d".formatted(SEED, i));
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private void step(FileChannel one, FileChannel other, String what) throws IOException {
    long size = other.size();
    assertThat(one.size()).as(what).isEqualTo(size);
    switch (random.nextInt(10)) {
      case 0 -> {
        int to = random.nextInt(LONGEST);
        one.truncate(to);
        other.truncate(to);
      }
      case 1 -> one.force(random.nextBoolean());
      case 2 -> compareMapped(one, other, size, what);
      case 3, 4, 5 -> compare(one, other, random.nextInt(LONGEST), what);
      default -> write(one, other);
    }
  }

  private void write(FileChannel one, FileChannel other) throws IOException {
    byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 600 : 70_000)];
    random.nextBytes(bytes);
    long at = random.nextInt(LONGEST);
    one.write(ByteBuffer.wrap(bytes), at);
    other.write(ByteBuffer.wrap(bytes), at);
  }

  private void compare(FileChannel one, FileChannel other, long at, String what)
      throws IOException {
    ByteBuffer found = ByteBuffer.allocate(1 + random.nextInt(70_000));
    ByteBuffer expected = ByteBuffer.allocate(found.capacity());
    assertThat(one.read(found, at)).as(what).isEqualTo(other.read(expected, at));
    assertThat(found.array()).as(what).isEqualTo(expected.array());
  }

  private static void compareMapped(FileChannel one, FileChannel other, long size, String what)
      throws IOException {
    try (var mapped = Arena.ofConfined()) {
      byte[] found = one.map(MapMode.READ_ONLY, 0, size, mapped).toArray(ValueLayout.JAVA_BYTE);
      byte[] expected =
          other.map(MapMode.READ_ONLY, 0, size, mapped).toArray(ValueLayout.JAVA_BYTE);
      assertThat(found).as(what).isEqualTo(expected);
    }
  }

  private void allocate(Path sealed, Path plain) throws IOException {
    String mode = List.of("-p", "-z", "-n", "-x").get(random.nextInt(4));
    String offset = String.valueOf(random.nextInt(LONGEST));
    String length = String.valueOf(1 + random.nextInt(60_000));
    for (Path file : List.of(sealed, plain)) {
      TestVolume.run("fallocate", mode, "-o", offset, "-l", length, file.toString());
    }
  }
}
