package dev.coffer.agent.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainedFileTest {
  private static final int LIMIT = 16;

  @TempDir private Path outside;
  private Path tree;

  @BeforeEach
  void plant() throws IOException {
    tree = Files.createDirectories(outside.resolve("tree"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createDirectory(tree.resolve("inner"));
    Files.writeString(tree.resolve("inner/said"), "it did not start");
  }

  @Test
  void aFileBeneathIsRead() throws IOException {
    assertThat(read("inner/said")).isEqualTo("it did not start");
  }

  @Test
  void aFileLongerThanTheLimitIsRefusedAndItsEndIsRead() throws IOException {
    Files.writeString(tree.resolve("long"), "0123456789abcdefEND");
    assertThatThrownBy(() -> read("long")).hasMessageContaining("19 bytes, more than 16");
    assertThat(ContainedFile.tail(tree, Path.of("long"), 3)).isEqualTo("END".getBytes(UTF_8));
  }

  @Test
  void noLinkIsFollowed() throws IOException {
    Files.createSymbolicLink(tree.resolve("link"), outside.resolve("secret"));
    Files.createSymbolicLink(tree.resolve("near"), Path.of("inner/said"));
    Files.createSymbolicLink(tree.resolve("directory"), outside);
    for (var name : new String[] {"link", "near", "directory/secret"}) {
      assertThatThrownBy(() -> read(name))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("40");
    }
  }

  @Test
  void nothingAboveIsReached() {
    assertThatThrownBy(() -> read("../secret")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(outside.resolve("secret").toString()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aDirectoryAndAPipeAreNotReadNorWaitedFor() throws Exception {
    new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor();
    assertThatThrownBy(() -> read("pipe")).hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> read("inner")).hasMessageContaining("not a regular file");
  }

  @Test
  void whatIsAbsentIsToldAsThat() {
    assertThatThrownBy(() -> read("absent")).isInstanceOf(NoSuchFileException.class);
  }

  private String read(String name) throws IOException {
    return new String(ContainedFile.read(tree, Path.of(name), LIMIT), UTF_8);
  }
}
