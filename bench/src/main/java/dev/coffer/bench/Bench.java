package dev.coffer.bench;

import dev.coffer.bench.api.ApiSuite;
import dev.coffer.bench.api.KmsSuite;
import dev.coffer.bench.backup.BackupSuite;
import dev.coffer.bench.measure.Machine;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.pipeline.PipelineSuite;
import dev.coffer.bench.seal.SealSuite;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the suites named on the command line, or all, and prints what they found as Markdown. Exit
 * code 0 says that they ran, whatever they found; 2 that a name is unknown.
 */
public final class Bench {
  private static final Map<String, Suite> SUITES = suites();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Bench() {}

  public static void main(String... names) throws Exception {
    for (String name : names) {
      if (!SUITES.containsKey(name)) {
        System.err.println("coffer bench: no suite " + name + "; there are " + SUITES.keySet());
        System.exit(2);
      }
    }
    endWell(Thread.currentThread());
    var report = new Report(System.out);
    report.lines(Machine.facts());
    for (String name : names.length == 0 ? SUITES.keySet() : List.of(names)) {
      report.suite(name);
      SUITES.getOrDefault(name, _ -> {}).run(report);
      report.bars();
    }
    report.summary();
  }

  // A signal ends the virtual machine when its hooks are through: the suite that runs cleans up.
  private static void endWell(Thread main) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  main.interrupt();
                  try {
                    main.join(PATIENCE);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "end"));
  }

  private static Map<String, Suite> suites() {
    var suites = new LinkedHashMap<String, Suite>();
    suites.put("seal", new SealSuite());
    suites.put("pipeline", new PipelineSuite());
    suites.put("backup", new BackupSuite());
    suites.put("api", new ApiSuite());
    suites.put("kms", new KmsSuite());
    return suites;
  }
}
