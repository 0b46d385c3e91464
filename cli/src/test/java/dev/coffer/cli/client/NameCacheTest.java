package dev.coffer.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class NameCacheTest {
  @TempDir private Path home;
  private NameCache cache;

  @BeforeEach
  void open() {
    cache = new NameCache(Map.of("XDG_CACHE_HOME", home.toString()), "prod");
  }

  private static ObjectNode row(String name, String id) {
    return JsonMapper.shared().createObjectNode().put("name", name).put("id", id);
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(home.resolve("coffer/prod/key"));
  }

  @Test
  void keepsWhatListCreateAndDeleteSaw() throws IOException {
    cache.replace("key", List.of(row("a", "1"), row("b", "2")));
    cache.add("key", row("订单", "3"));
    cache.remove("key", row("a", "1"));

    assertThat(lines()).containsExactly("b\t2", "订单\t3");
    Path directory = home.resolve("coffer/prod");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    cache.clear();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void leavesOutNamesThatAShellCouldTakeForMoreThanAName() throws IOException {
    cache.replace("key", List.of(row("$(reboot)", "1"), row("-rf", "2"), row("a b", "`id`")));

    assertThat(lines()).containsExactly("\t1", "\t2", "\t");
  }

  @Test
  void failsNothingWhereItCannotBeWritten() throws IOException {
    Files.writeString(home.resolve("coffer"), "a file");

    cache.replace("key", List.of(row("a", "1")));
    cache.clear();

    assertThat(home.resolve("coffer")).isRegularFile();
  }
}
