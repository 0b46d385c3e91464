package dev.coffer.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryStoreTest extends ObjectStoreContract {
  @TempDir Path parent;
  private DirectoryStore store;

  @BeforeEach
  void createStore() throws IOException {
    store = new DirectoryStore(parent.resolve("store"));
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Test
  void isClosedToOthers() throws IOException {
    put("a", "x");
    assertThat(mode(parent.resolve("store"))).isEqualTo("rwx------");
    assertThat(mode(parent.resolve("store/a"))).isEqualTo("rw-------");
  }

  @Test
  void anUploadOfManyStepsIsWhole() throws IOException {
    var piece = new byte[1 << 20];
    try (var upload = store.begin("a")) {
      for (int i = 0; i < 80; i++) {
        upload.write(piece);
      }
      upload.commit();
    }
    assertThat(store.size("a")).isEqualTo(80L << 20);
  }

  @Test
  void removesWhatADeadUploadLeft() throws IOException {
    put("a", "x");
    // Neither committed nor closed, as after a crash.
    var abandoned = store.begin("b");
    abandoned.write(1);
    assertThat(store.removePartials()).isEqualTo(1);
    assertThat(files()).containsExactly("a");
    abandoned.close();
  }

  @Nested
  class OnASmallDisk {
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
      assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount a disk");
      disk = Files.createDirectory(parent.resolve("disk"));
      run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
      store = new DirectoryStore(disk.resolve("store"));
    }

    @AfterEach
    void unmount() throws Exception {
      run("umount", disk.toString());
    }

    @Test
    void isFullAndKeepsNothingOfTheObject() throws IOException {
      put("a", "x");
      try (var upload = store.begin("b")) {
        assertThatThrownBy(() -> upload.write(new byte[2 << 20])).isInstanceOf(StoreFull.class);
      }
      assertThat(store.list("")).containsExactly("a");
      assertThat(store.removePartials()).isZero();
    }

    private static void run(String... command) throws Exception {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
  }

  private List<String> files() throws IOException {
    try (var entries = Files.list(parent.resolve("store"))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
