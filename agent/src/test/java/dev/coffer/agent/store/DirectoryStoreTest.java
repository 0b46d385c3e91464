package dev.coffer.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
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

  private java.util.List<String> files() throws IOException {
    try (var entries = Files.list(parent.resolve("store"))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
