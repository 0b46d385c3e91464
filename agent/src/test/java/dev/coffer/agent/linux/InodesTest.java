package dev.coffer.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The values of this processor are tried on its kernel; those of both are Linux' headers'. */
final class InodesTest {
  private static final int NOT_A_DIRECTORY = 20;
  private static final int TOO_MANY_LINKS = 40;

  @TempDir private Path directory;

  @Test
  void theFlagsOfThisProcessorAreWhatItsKernelUnderstands() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    assertThat(tryOpen(file, Inodes.FLAGS.directory())).isEqualTo(-NOT_A_DIRECTORY);
    assertThat(tryOpen(link, Inodes.FLAGS.noFollow())).isEqualTo(-TOO_MANY_LINKS);
    int opened = tryOpen(directory, Inodes.FLAGS.directory() | Inodes.FLAGS.noFollow());
    assertThat(opened).isNotNegative();
    Inodes.close(opened);
  }

  @Test
  void eachProcessorHasItsOwn() {
    assertThat(Inodes.Flags.of("amd64")).isEqualTo(new Inodes.Flags(0200000, 0400000));
    assertThat(Inodes.Flags.of("aarch64")).isEqualTo(new Inodes.Flags(040000, 0100000));
    assertThatThrownBy(() -> Inodes.Flags.of("riscv64"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("riscv64");
  }

  private static int tryOpen(Path path, long flags) {
    try (var arena = Arena.ofConfined()) {
      return Inodes.tryOpen(
          Inodes.CURRENT_DIRECTORY, arena.allocateFrom(path.toString()), flags, 0);
    }
  }
}
