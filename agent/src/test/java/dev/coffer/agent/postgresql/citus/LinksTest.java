package dev.coffer.agent.postgresql.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinksTest {
  private static final List<String> NODES = List.of("coordinator", "data-1", "data-2");

  @TempDir Path directory;

  @Test
  void areThereOnceTheyAreWritten() throws IOException {
    assertThat(Links.read(directory)).isEmpty();
    new Links(2, NODES).write(directory);
    assertThat(Links.read(directory)).contains(new Links(2, NODES));
  }

  @Test
  void nameNoFileButANodeOfOurs() throws IOException {
    Files.writeString(directory.resolve("links.properties"), "place=0\nnode.0=../../etc\n");
    assertThatThrownBy(() -> Links.read(directory)).isInstanceOf(IllegalArgumentException.class);
    Files.writeString(directory.resolve("links.properties"), "place=1\nnode.0=coordinator\n");
    assertThatThrownBy(() -> Links.read(directory)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void giveDataNodesMoreConnectionsThanTheCoordinator() {
    assertThat(new Links(0, NODES).settings())
        .containsEntry("citus.local_hostname", "/run/coffer/nodes/0")
        .containsEntry("max_connections", "100")
        .containsEntry("citus.max_shared_pool_size", "80");
    assertThat(new Links(1, NODES).settings())
        .containsEntry("citus.local_hostname", "/run/coffer/nodes/1")
        .containsEntry("max_connections", "135");
  }
}
