package dev.coffer.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies of class paths that are closed to other users. */
final class ReachableClassPathTest {
  @TempDir private Path directory;

  @Test
  void copiesThatNothingUsesAnyMoreAreRemoved() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "others need no copies");
    Path copies = directory.resolve("copies");
    var reachable = new ReachableClassPath(copies);
    Path unused = age(copied(reachable, "unused.jar"));
    Path recent = copied(reachable, "recent.jar");
    Path running = age(copied(reachable, "running.jar"));
    Process user = new ProcessBuilder("/bin/sh", "-c", "read x", running + "/running.jar").start();
    try {
      Path fresh = copied(reachable, "fresh.jar");
      assertThat(copies).isDirectoryNotContaining(unused::equals);
      assertThat(recent).isDirectory();
      assertThat(running).isDirectory();
      assertThat(fresh).isDirectory();
    } finally {
      user.destroy();
      user.waitFor();
    }
    copied(reachable, "last.jar");
    assertThat(running).doesNotExist();
  }

  /** Returns the copy's own directory. */
  private Path copied(ReachableClassPath reachable, String name) throws IOException {
    Path closed = Files.writeString(directory.resolve(name), name);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
    Path copy = Path.of(reachable.of(closed.toString()));
    assertThat(copy).hasContent(name);
    return Objects.requireNonNull(copy.getParent());
  }

  private static Path age(Path place) throws IOException {
    Instant before = Instant.now().minus(Duration.ofDays(2));
    Files.setLastModifiedTime(place, FileTime.from(before));
    return place;
  }
}
