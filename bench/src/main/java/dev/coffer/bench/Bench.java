package dev.coffer.bench;

import dev.coffer.bench.api.ApiSuite;
import dev.coffer.bench.api.KmsSuite;
import dev.coffer.bench.api.SoakSuite;
import dev.coffer.bench.backup.BackupSuite;
import dev.coffer.bench.conversion.ConversionSuite;
import dev.coffer.bench.measure.Machine;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.pipeline.PipelineSuite;
import dev.coffer.bench.seal.SealSuite;
import dev.coffer.bench.volume.VolumeSuite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the suites named on the command line, or all, and prints what they found as Markdown. For
 * the suite {@code volume}, {@code --rounds N} and {@code --seconds N} say how long it takes, and
 * {@code --only ROW,ROW} which rows it takes, by how their names begin. Exit code 0 says that they
 * ran, whatever they found; 2 that a name or number is not known.
 */
public final class Bench {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String ROUNDS = "--rounds";
  private static final String SECONDS = "--seconds";
  private static final String ONLY = "--only";

  private Bench() {}

  public static void main(String... arguments) throws Exception {
    var words = new ArrayList<>(List.of(arguments));
    var suites = suites(volume(words));
    for (String name : words) {
      if (!suites.containsKey(name)) {
        throw fail("no suite " + name + "; there are " + suites.keySet());
      }
    }
    endWell(Thread.currentThread());
    var report = new Report(System.out);
    report.lines(Machine.facts());
    for (String name : words.isEmpty() ? suites.keySet() : words) {
      report.suite(name);
      suites.getOrDefault(name, _ -> {}).run(report);
      report.bars();
    }
    report.summary();
  }

  private static VolumeSuite volume(List<String> words) {
    int rounds = number(words, ROUNDS, "5");
    int seconds = number(words, SECONDS, "60");
    String rows = option(words, ONLY, "");
    try {
      return new VolumeSuite(
          rounds, seconds, rows.isEmpty() ? List.of() : List.of(rows.split(",", -1)));
    } catch (IllegalArgumentException e) {
      throw fail(String.valueOf(e.getMessage()));
    }
  }

  private static int number(List<String> words, String option, String otherwise) {
    String value = option(words, option, otherwise);
    if (!value.matches("[1-9]\\d{0,3}")) {
      throw fail(option + " needs a number");
    }
    return Integer.parseInt(value);
  }

  private static String option(List<String> words, String option, String otherwise) {
    int at = words.indexOf(option);
    if (at < 0) {
      return otherwise;
    }
    if (at + 1 == words.size()) {
      throw fail(option + " needs a value");
    }
    words.remove(at);
    return words.remove(at);
  }

  /** Never returns; the exception is for the compiler. */
  private static IllegalStateException fail(String why) {
    System.err.println("coffer bench: " + why);
    System.exit(2);
    return new IllegalStateException(why);
  }

  // A signal ends the virtual machine when its hooks are through: the suite that runs cleans up.
  private static void endWell(Thread main) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  main.interrupt();
                  try {
                    main.join(LIMIT);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "end"));
  }

  private static Map<String, Suite> suites(VolumeSuite volume) {
    var suites = new LinkedHashMap<String, Suite>();
    suites.put("seal", new SealSuite());
    suites.put("pipeline", new PipelineSuite());
    suites.put("backup", new BackupSuite());
    suites.put("api", new ApiSuite());
    suites.put("kms", new KmsSuite());
    suites.put("volume", volume);
    suites.put("conversion", new ConversionSuite());
    suites.put("soak", new SoakSuite());
    return suites;
  }
}
