package dev.coffer.bench.conversion;

import dev.coffer.bench.Suite;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How fast a node is converted, against a base backup of the same node, and how long its writers
 * wait.
 */
public final class ConversionSuite implements Suite {
  private static final int ROUNDS = 3;
  private static final int SCALE = 20;
  private static final int PAUSE_SCALE = 5;
  private static final int RATE = 1000;
  private static final int BEFORE = 3;
  private static final int AFTER = 2;

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open()) {
      var shell = new Shell(workspace);
      throughput(report, shell);
      pauses(report, shell);
    }
  }

  private void throughput(Report report, Shell shell) throws IOException {
    var results = new Results();
    for (int round = 0; round < ROUNDS; round++) {
      for (BlockSuite suite : BlockSuite.values()) {
        convert(shell, suite, results);
      }
    }
    report.note(
        "One node with pgbench's tables of scale %d, made anew for each of %d rounds; nobody writes to it."
            .formatted(SCALE, ROUNDS));
    report.table("MB/s", results);
    for (BlockSuite suite : BlockSuite.values()) {
      report.bar(against(suite, copy(suite), results));
      report.bar(against(suite, whole(suite), results));
    }
  }

  private static Threshold against(BlockSuite suite, String contender, Results results) {
    return Threshold.atLeast(
        0.8, contender + " against pg_basebackup", results.speed(contender, backup(suite)));
  }

  private static void convert(Shell shell, BlockSuite suite, Results results) throws IOException {
    for (String name : List.of(backup(suite), copy(suite), whole(suite))) {
      results.enter(name);
    }
    try (var node = PgbenchNode.create(shell, suite, SCALE)) {
      Sample backup = node.baseBackup();
      node.prepare();
      Sample copy = node.timedCopy();
      Sample rest = node.timedRest();
      results.add(backup(suite), backup);
      results.add(copy(suite), copy);
      results.add(
          whole(suite),
          new Sample(
              copy.amount(),
              copy.seconds() + rest.seconds(),
              copy.processorSeconds() + rest.processorSeconds()));
      System.err.printf(
          "%s: base backup %.2f s, copy %.2f s, rest %.2f s%n",
          suite.wireName(), backup.seconds(), copy.seconds(), rest.seconds());
    }
  }

  private static String backup(BlockSuite suite) {
    return "pg_basebackup, before " + suite.wireName();
  }

  private static String copy(BlockSuite suite) {
    return suite.wireName() + ", the copy alone";
  }

  private static String whole(BlockSuite suite) {
    return suite.wireName() + ", from the copy to the end";
  }

  private void pauses(Report report, Shell shell) throws IOException {
    var rows = new ArrayList<List<String>>();
    for (BlockSuite suite : BlockSuite.values()) {
      var pauses = new double[ROUNDS];
      var rates = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        var committed = switchOver(shell, suite);
        pauses[round] = committed.pause();
        rates[round] = committed.perSecond();
        System.err.printf("%s: %s%n", suite.wireName(), committed);
      }
      double longest = DoubleStream.of(pauses).max().orElseThrow();
      rows.add(
          List.of(
              suite.wireName(),
              "%.2f".formatted(Results.median(pauses)),
              "%.2f".formatted(longest),
              "%,.0f".formatted(Results.median(rates))));
      report.bar(
          Threshold.atMost(
              1, "longest write pause of a switch-over, s: " + suite.wireName(), longest));
    }
    report.note(
        "A switch-over under pgbench's TPC-B at %,d transactions a second, %d rounds; transactions per second are those around it, the pause included."
            .formatted(RATE, ROUNDS));
    report.table(List.of("", "pause, median, s", "longest, s", "transactions/s"), rows);
  }

  private static PacedLoad.Committed switchOver(Shell shell, BlockSuite suite) throws IOException {
    try (var node = PgbenchNode.create(shell, suite, PAUSE_SCALE)) {
      long from;
      long to;
      PacedLoad paced;
      try (var load = PacedLoad.start(node, shell.workspace().file("load"), RATE)) {
        paced = load;
        node.prepare();
        node.copy();
        node.follow();
        load.run(BEFORE);
        from = now() - BEFORE * 1_000_000L;
        node.switchOver();
        load.run(AFTER);
        to = now();
      }
      return paced.between(from, to);
    }
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
