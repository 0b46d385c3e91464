package dev.coffer.bench.volume;

import dev.coffer.bench.Suite;
import dev.coffer.bench.measure.Bar;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Rounds;
import dev.coffer.bench.measure.Shell;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.util.List;

/** Compares sealed volumes with the disk they lie on and with another encrypting file system. */
public final class VolumeSuite implements Suite {
  private static final int SCALE = 20;
  private static final String AES = SealedStore.title(BlockSuite.GENERAL_CIPHER);
  private static final String SM4 = SealedStore.title(BlockSuite.SM_COMPATIBLE);

  private final int rounds;
  private final int seconds;

  /** So many rounds, and so many seconds for a turn of pgbench. */
  public VolumeSuite(int rounds, int seconds) {
    this.rounds = rounds;
    this.seconds = seconds;
  }

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open();
        var field = Field.open(new Shell(workspace), SCALE)) {
      report.note(
          "PostgreSQL, pgbench of scale %d with 4 clients, %d rounds of %d seconds; a checkpoint in the middle of each turn that writes. Nothing limited what the kernel keeps in memory: no database here is larger than that."
              .formatted(SCALE, rounds, seconds));
      for (Workload workload : Workload.values()) {
        transactions(report, field, workload);
      }
      reading(report, field);
      syncs(report, field);
      for (FileWork work : FileWork.values()) {
        files(report, field, work);
      }
    }
  }

  private void transactions(Report report, Field field, Workload workload) throws Exception {
    var counts = new RequestCounts();
    field.start(workload.sharedBuffers());
    for (Place place : field.places()) {
      place.database().warm();
    }
    var results =
        turns()
            .of(field.contenders(place -> counts.during(place, () -> workload.on(place, seconds))));
    field.stop();
    report.table(workload.title() + ", transactions/s", results);
    report.note("Requests of the kernel for each transaction: " + counts.told() + ".");
    report.bar(
        Bar.atLeast(
            workload.barOfAes(),
            workload.title() + ": AES against the disk",
            results.speed(AES, field.bare())));
    report.bar(
        Bar.atLeast(
            workload.barOfSm4(),
            workload.title() + ": SM4 against the disk",
            results.speed(SM4, field.bare())));
    againstGocryptfs(report, workload.title(), results);
  }

  /** A quick look does without a round that does not count. */
  private Rounds turns() {
    return new Rounds(rounds == 1 ? 0 : 1, rounds);
  }

  private static void againstGocryptfs(Report report, String what, Results results) {
    for (String title : List.of(AES, SM4)) {
      report.bar(
          Bar.atLeast(
              1,
              what + ": " + title + " against gocryptfs",
              results.speed(title, GocryptfsStore.TITLE)));
    }
  }

  private void reading(Report report, Field field) throws Exception {
    field.start("32MB");
    double megabytes = field.places().getFirst().database().megabytes();
    var scans = turns().of(field.contenders(place -> place.database().scan(megabytes)));
    report.table("sequential scan of a warm table, MB/s", scans);
    againstGocryptfs(report, "sequential scan", scans);
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
            Bar.atMost(
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
