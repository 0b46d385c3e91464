package dev.coffer.agent.volume.fuse;

import static java.lang.System.Logger.Level.INFO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.volume.TestVolume;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A million files, every tenth with content, on a volume whose daemon may have 512 descriptors. By
 * hand: takes minutes, and 7 GB of memory for the disk below. {@code -Dvolume.files=} takes fewer.
 */
@Tag("engine")
@Tag("matrix")
final class ManyFilesTest {
  private static final System.Logger LOG = System.getLogger(ManyFilesTest.class.getName());
  private static final int FILES = Integer.getInteger("volume.files", 1_000_000);
  private static final int IN_A_DIRECTORY = 1000;
  private static final int WITH_CONTENT = 10;
  private static final int FEW_DESCRIPTORS = 512;
  private static final long MOST_MEMORY_KIBIBYTES = 1 << 20;

  @Test
  void aMillionFilesNeedFewDescriptorsAndABoundedMemory() throws IOException {
    Path disk = Files.createTempDirectory(Path.of("/var/tmp"), "coffer-memory-");
    TestVolume.run("mount", "-t", "tmpfs", "-o", "size=9g,mode=755", "tmpfs", disk.toString());
    try (var volume = new TestVolume(BlockSuite.SM_COMPATIBLE, disk)) {
      Descriptors.mount(volume, FEW_DESCRIPTORS);
      Instant start = Instant.now();
      make(volume);
      tell(volume, "made", start);
      start = Instant.now();
      look(volume);
      tell(volume, "looked at", start);
      TestVolume.run("sh", "-c", "sync; echo 2 > /proc/sys/vm/drop_caches");
      tell(volume, "forgotten", Instant.now());
      start = Instant.now();
      read(volume);
      tell(volume, "read a thousand of", start);
    } finally {
      TestVolume.run("umount", disk.toString());
      Files.delete(disk);
    }
  }

  private static Path file(TestVolume volume, int number) {
    return volume.mountPoint().resolve("d" + number / IN_A_DIRECTORY).resolve("f" + number);
  }

  private static String content(int number) {
    return number % WITH_CONTENT == 0 ? "content of " + number : "";
  }

  private static void make(TestVolume volume) throws IOException {
    for (int i = 0; i < FILES; i++) {
      if (i % IN_A_DIRECTORY == 0) {
        Files.createDirectory(file(volume, i).getParent());
      }
      Files.writeString(file(volume, i), content(i));
    }
  }

  private static void look(TestVolume volume) throws IOException {
    for (int i = 0; i < FILES; i++) {
      assertThat(Files.size(file(volume, i))).isEqualTo(content(i).length());
    }
  }

  private static void read(TestVolume volume) throws IOException {
    var random = new Random(FILES);
    for (int i = 0; i < 1000; i++) {
      int number = random.nextInt(FILES);
      assertThat(file(volume, number)).hasContent(content(number));
    }
  }

  private static void tell(TestVolume volume, String what, Instant start) throws IOException {
    Path process = Path.of("/proc", String.valueOf(volume.daemon()));
    long descriptors;
    try (var open = Files.list(process.resolve("fd"))) {
      descriptors = open.count();
    }
    long memory =
        Files.readAllLines(process.resolve("status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    LOG.log(
        INFO,
        () ->
            "%d files %s in %s: %d descriptors, %d MiB"
                .formatted(
                    FILES,
                    what,
                    Duration.between(start, Instant.now()),
                    descriptors,
                    memory / 1024));
    assertThat(descriptors).isLessThanOrEqualTo(FEW_DESCRIPTORS);
    assertThat(memory).isLessThan(MOST_MEMORY_KIBIBYTES);
  }
}
