package dev.coffer.bench.volume;

import dev.coffer.bench.Suite;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Rounds;
import dev.coffer.bench.measure.Shell;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.util.ArrayList;
import java.util.List;

/** Compares sealed volumes with the disk they lie on and with another encrypting file system. */
public final class VolumeSuite implements Suite {
  private static final int SCALE = 20;
  private static final String AES = SealedStore.title(BlockSuite.GENERAL_CIPHER);
  private static final String SM4 = SealedStore.title(BlockSuite.SM_COMPATIBLE);

  /** A third of the database, with all that its server takes. */
  private static final long TIGHT = 128L << 20;

  private final int rounds;
  private final int seconds;
  private final List<Row> rows;

  /** One of the things compared. */
  private record Row(String name, boolean needsDatabase, Step step) {}

  @FunctionalInterface
  private interface Step {
    void take(Report report, Field field) throws Exception;
  }

  /**
   * So many rounds, so many seconds for a turn of pgbench, and only rows whose names begin with one
   * of these words, or all if there are none. Refuses a word that begins no name.
   */
  public VolumeSuite(int rounds, int seconds, List<String> only) {
    this.rounds = rounds;
    this.seconds = seconds;
    List<Row> all = allRows();
    for (String word : only) {
      if (all.stream().noneMatch(row -> row.name.startsWith(word))) {
        throw new IllegalArgumentException(
            "no row %s; there are %s".formatted(word, all.stream().map(Row::name).toList()));
      }
    }
    this.rows =
        only.isEmpty()
            ? all
            : all.stream().filter(row -> only.stream().anyMatch(row.name::startsWith)).toList();
  }

  private List<Row> allRows() {
    var all = new ArrayList<Row>();
    for (Workload workload : Workload.values()) {
      all.add(
          new Row(workload.row(), true, (report, field) -> transactions(report, field, workload)));
    }
    all.add(new Row("select-tight", true, this::tight));
    all.add(new Row("scan", true, this::scan));
    all.add(new Row("base-backup", true, this::baseBackup));
    all.add(new Row("syncs", true, this::syncs));
    for (FileWork work : FileWork.values()) {
      all.add(new Row(work.row(), false, (report, field) -> files(report, field, work)));
    }
    return all;
  }

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open();
        var field = Field.open(new Shell(workspace))) {
      report.note(
          "PostgreSQL, pgbench of scale %d with 4 clients, %d rounds of %d seconds; a checkpoint in the middle of each turn that writes."
              .formatted(SCALE, rounds, seconds));
      if (rows.stream().anyMatch(Row::needsDatabase)) {
        field.createDatabases(SCALE);
      }
      for (Row row : rows) {
        row.step.take(report, field);
      }
    }
  }

  private void transactions(Report report, Field field, Workload workload) throws Exception {
    field.start(workload.sharedBuffers());
    for (Place place : field.places()) {
      place.database().warm();
    }
    var results = turns(report, field, workload, workload.title());
    field.stop();
    report.bar(
        Threshold.atLeast(
            workload.barOfAes(),
            workload.title() + ": AES against the disk",
            results.speed(AES, field.bare())));
    report.bar(
        Threshold.atLeast(
            workload.barOfSm4(),
            workload.title() + ": SM4 against the disk",
            results.speed(SM4, field.bare())));
    againstGocryptfs(report, workload.title(), results);
  }

  private Results turns(Report report, Field field, Workload workload, String title)
      throws Exception {
    var counts = new RequestCounts();
    var results =
        turns()
            .of(field.contenders(place -> counts.during(place, () -> workload.on(place, seconds))));
    report.table(title + ", transactions/s", results);
    report.note("Requests of the kernel for each transaction: " + counts.told() + ".");
    return results;
  }

  private void tight(Report report, Field field) throws Exception {
    Workload workload = Workload.READING_SMALL;
    String title = workload.title() + ", %d MiB of memory for all".formatted(TIGHT >> 20);
    try (var _ = field.startWithin(TIGHT, workload.sharedBuffers())) {
      againstGocryptfs(report, title, turns(report, field, workload, title));
      field.stop();
    }
  }

  /** A quick look does without a round that does not count. */
  private Rounds turns() {
    return new Rounds(rounds == 1 ? 0 : 1, rounds);
  }

  private static void againstGocryptfs(Report report, String what, Results results) {
    for (String title : List.of(AES, SM4)) {
      report.bar(
          Threshold.atLeast(
              1,
              what + ": " + title + " against gocryptfs",
              results.speed(title, GocryptfsStore.TITLE)));
    }
  }

  private void scan(Report report, Field field) throws Exception {
    field.start("32MB");
    double megabytes = field.places().getFirst().database().megabytes();
    var scans = turns().of(field.contenders(place -> place.database().scan(megabytes)));
    field.stop();
    report.table("sequential scan of a warm table, MB/s", scans);
    againstGocryptfs(report, "sequential scan", scans);
  }

  private void baseBackup(Report report, Field field) throws Exception {
    field.start("32MB");
    double megabytes = field.places().getFirst().database().megabytes();
    var backups = turns().of(field.contenders(place -> place.database().baseBackup(megabytes)));
    field.stop();
    report.table("base backup, MB/s of the largest table", backups);
    againstGocryptfs(report, "base backup", backups);
  }

  private void syncs(Report report, Field field) throws Exception {
    var rates = new SyncResults(field.places());
    var _ =
        new Rounds(0, rounds)
            .of(field.contenders(place -> rates.take(place, field.syncs(place, seconds))));
    rates.table(report, field.places());
    for (SyncRate rate : SyncRate.values()) {
      for (String title : List.of(AES, SM4)) {
        report.bar(
            Threshold.atMost(
                1,
                rate.method() + ": " + title + " against the disk, which nothing can outdo",
                rates.of(rate).speed(title, field.bare())));
      }
    }
    againstGocryptfs(report, "fdatasync of the log", rates.of(SyncRate.FDATASYNC));
  }

  private void files(Report report, Field field, FileWork work) throws Exception {
    var results =
        new Rounds(0, rounds).of(field.contenders(place -> work.on(field.shell(), place.store())));
    report.table(work.title() + ", MB/s", results);
    againstGocryptfs(report, work.title(), results);
  }
}
