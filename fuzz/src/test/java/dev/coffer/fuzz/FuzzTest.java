package dev.coffer.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.link.LinkTarget;
import dev.coffer.agent.volume.disk.JournalTarget;
import dev.coffer.server.iam.policy.PolicyTarget;
import dev.coffer.server.iam.signature.SignatureTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs each target under libFuzzer's mutations, guided by coverage, in a process of its own. How
 * long is the property {@code fuzz.seconds}; which one, {@code fuzz.target}.
 */
final class FuzzTest {
  private static final String DRIVER = "com.code_intelligence.jazzer.Jazzer";
  private static final String ONLY = System.getProperty("fuzz.target", "");

  /**
   * What is fuzzed, and valid inputs to begin with.
   *
   * @param name also of the directory of its corpus
   */
  record Target(String name, Class<?> type, List<byte[]> seeds) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Target> targets() {
    return Stream.of(
            new Target("envelope", EnvelopeTarget.class, EnvelopeTarget.seeds()),
            new Target("sealed-stream", SealedStreamTarget.class, SealedStreamTarget.seeds()),
            new Target("volume-seals", VolumeSealsTarget.class, VolumeSealsTarget.seeds()),
            new Target("journal", JournalTarget.class, JournalTarget.seeds()),
            new Target("link", LinkTarget.class, LinkTarget.seeds()),
            new Target("signature", SignatureTarget.class, SignatureTarget.seeds()),
            new Target("policy", PolicyTarget.class, PolicyTarget.seeds()))
        .filter(target -> ONLY.isEmpty() || ONLY.equals(target.name()));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void findsNothing(Target target) throws Exception {
    Path found = Files.createDirectories(Path.of(required("fuzz.found"), target.name));
    Path output = found.resolve("output.txt");
    Process driver =
        new ProcessBuilder(command(target, found))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int code = driver.waitFor();
    String said = Files.readString(output);
    assertThat(code).describedAs(said).isZero();
    assertThat(said).containsPattern("Done [1-9][0-9]+ runs");
  }

  private static List<String> command(Target target, Path found) throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        DRIVER,
        "--target_class=" + target.type.getName(),
        "--instrumentation_includes=dev.coffer.**",
        "--reproducer_path=" + found,
        "-artifact_prefix=" + found + "/",
        "-max_total_time=" + required("fuzz.seconds"),
        "-timeout=30",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        corpus(target).toString());
  }

  // The driver adds what it finds to its first corpus: a copy, for a run to leave no trace.
  private static Path corpus(Target target) throws IOException {
    Path corpus = Files.createTempDirectory(Path.of(required("fuzz.found")), "corpus-");
    int seed = 0;
    for (byte[] bytes : target.seeds) {
      Files.write(corpus.resolve("seed-" + seed++), bytes);
    }
    Path kept = Path.of(required("fuzz.corpus"), target.name);
    if (Files.isDirectory(kept)) {
      try (var files = Files.list(kept)) {
        for (Path file : files.toList()) {
          Files.copy(file, corpus.resolve(file.getFileName().toString()));
        }
      }
    }
    return corpus;
  }

  private static String required(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException("no property " + property);
    }
    return value;
  }
}
