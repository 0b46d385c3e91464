package dev.coffer.agent.postgresql.citus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExtensionTest {
  private static final String VERSION =
      "\t 1: default_version = \"13.2-1\"\t(typeid = 25, len = -1, typmod = -1, byval = f)";

  @TempDir Path extensions;

  @Test
  void isAvailableToTheMajorVersionThatHasItAlone() throws IOException {
    assertThat(Extension.isAvailable(extensions, 15)).isFalse();
    Files.createDirectories(extensions.resolve("16/extension"));
    Files.createFile(extensions.resolve("16/extension/citus.control"));
    assertThat(Extension.isAvailable(extensions, 15)).isFalse();
    assertThat(Extension.isAvailable(extensions, 16)).isTrue();
  }

  @Test
  void isWhatTheServerTells() {
    assertThat(Extension.told(List.of("PostgreSQL stand-alone backend 15.18", "backend> ")))
        .isEmpty();
    assertThat(Extension.told(List.of(VERSION, "\t 1: listed = \"f\"\t(typeid = 16)")))
        .contains(new Extension("13.2-1", false));
    assertThat(Extension.told(List.of(VERSION, "\t 1: listed = \"t\"\t(typeid = 16)")))
        .contains(new Extension("13.2-1", true));
  }

  /** A server that does not know the setting does not start with it. */
  @Test
  void listsOutputPluginsOnlyWhereTheServerDoes() {
    assertThat(new Extension("13.2-1", false).configuration())
        .contains("shared_preload_libraries = 'citus'", "wal_level = logical")
        .doesNotContain("output_plugin_libraries");
    assertThat(new Extension("13.2-1", true).configuration())
        .contains("output_plugin_libraries = 'pgoutput, test_decoding, citus'");
  }
}
