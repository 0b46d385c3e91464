package dev.coffer.acceptance;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No package of more than 25 types, no file of more than 300 lines. A file beyond them has its
 * number here, and may only shrink: one that grows, or that has become small enough, fails.
 */
final class SourceShapeTest {
  private static final int TYPES = 25;
  private static final int LINES = 300;

  private static final Map<String, Long> LONG =
      Map.of(
          "dev/coffer/agent/volume/disk/Journal.java", 384L,
          "dev/coffer/agent/volume/disk/SealedFile.java", 322L,
          "dev/coffer/server/api/iam/TokenApi.java", 311L,
          "dev/coffer/server/audit/AuditLog.java", 330L,
          "dev/coffer/server/failure/Failure.java", 439L,
          "dev/coffer/server/instance/Instances.java", 313L,
          "dev/coffer/server/kms/masterkey/MasterKeys.java", 333L);

  @Test
  void noPackageIsWide() throws IOException {
    Map<String, Long> types =
        sources().stream()
            .filter(source -> !source.endsWith("package-info.java"))
            .collect(groupingBy(SourceShapeTest::directory, TreeMap::new, counting()));
    types.values().removeIf(count -> count <= TYPES);
    assertThat(types).isEmpty();
  }

  @Test
  void noFileIsLong() throws IOException {
    Map<String, Long> lines =
        sources().stream().collect(toMap(SourceShapeTest::name, SourceShapeTest::lines));
    lines.values().removeIf(count -> count <= LINES);
    assertThat(lines).isEqualTo(LONG);
  }

  private static List<Path> sources() throws IOException {
    Path project = Path.of("").toAbsolutePath().getParent();
    try (Stream<Path> files = Files.walk(project)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/main/java/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(500);
      return sources;
    }
  }

  private static String name(Path source) {
    String path = source.toString();
    return path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length());
  }

  private static String directory(Path source) {
    String name = name(source);
    return name.substring(0, name.lastIndexOf('/'));
  }

  private static long lines(Path source) {
    try (Stream<String> lines = Files.lines(source)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
