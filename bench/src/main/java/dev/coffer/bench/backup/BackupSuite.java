package dev.coffer.bench.backup;

import dev.coffer.agent.Agent;
import dev.coffer.agent.backup.OpenBackup;
import dev.coffer.agent.local.LocalAgent;
import dev.coffer.agent.mariadb.Programs;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.bench.Suite;
import dev.coffer.bench.backup.Shells.Tool;
import dev.coffer.bench.measure.Contender;
import dev.coffer.bench.measure.Memory;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Rounds;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.bench.measure.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares backups and restores of a whole MariaDB, end to end. */
public final class BackupSuite implements Suite {
  private static final double MEGABYTE = 1e6;
  private static final Rounds ROUNDS = new Rounds(1, 5);

  /** With room to spare above it, for what else a server does. */
  private static final double MOST_HEAP = 256;

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open()) {
      var store = new DirectoryStore(workspace.file("store"));
      var agent =
          new LocalAgent(
              workspace.file("instances"), store, new SecureRandom(), InstantSource.system());
      try (var source = Source.start(agent);
          var shells = new Shells(workspace, source)) {
        var open = new OpenBackup(Programs.find(), store);
        compare(new Race(agent, open, source, shells, workspace), report);
      }
    }
  }

  private static void compare(Race race, Report report) throws Exception {
    try (race.plain;
        race.aes;
        race.sm4) {
      var memory = Memory.watch();
      double amount = race.amount();
      report.note(
          "MariaDB, %,.0f MB of InnoDB files, a stream of %,.0f MB; two cores. All contenders end with the backup on the disk."
              .formatted(race.source.size() / MEGABYTE, amount));
      var backups = ROUNDS.of(race.backups(amount));
      report.table("backup, MB/s", backups);
      var restores = ROUNDS.of(race.restores(amount));
      report.table("restore, MB/s", restores);
      report.note(
          "A restore ends with a prepared directory that a server can start on. This process's"
              + " peak: heap %,.0f MB, resident %,.0f MB."
                  .formatted(memory.peakHeap(), Memory.peakResident()));
      bars(report, "backup", race, backups);
      bars(report, "restore", race, restores);
      report.bar(Threshold.atMost(MOST_HEAP, "peak heap, MB", memory.peakHeap()));
    }
  }

  private static void bars(Report report, String what, Race race, Results results) {
    String plain = race.plain.title();
    String aes = race.aes.title();
    report.bar(
        Threshold.atMost(
            1.05, what + ": AES-256-GCM against not sealed, time", results.time(aes, plain)));
    report.bar(
        Threshold.atMost(
            1.25,
            what + ": SM4-GCM against not sealed, time",
            results.time(race.sm4.title(), plain)));
    for (Tool tool : Tool.values()) {
      report.bar(
          Threshold.atLeast(
              1, what + ": AES-256-GCM against " + tool.title(), results.speed(aes, tool.title())));
    }
  }

  /** Who takes part. */
  private static final class Race {
    private final Ours plain;
    private final Ours aes;
    private final Ours sm4;
    private final Source source;
    private final Shells shells;
    private final Workspace workspace;

    Race(Agent agent, OpenBackup open, Source source, Shells shells, Workspace workspace) {
      this.plain = Ours.of(agent, open, source, Optional.empty());
      this.aes =
          Ours.of(agent, open, source, Optional.of(dev.coffer.crypto.cipher.Suite.AES_256_GCM));
      this.sm4 = Ours.of(agent, open, source, Optional.of(dev.coffer.crypto.cipher.Suite.SM4_GCM));
      this.source = source;
      this.shells = shells;
      this.workspace = workspace;
    }

    /** Megabytes that the engine's tool sends. */
    double amount() {
      return plain.backup().envelope().sizes().plain() / MEGABYTE;
    }

    List<Contender> backups(double amount) {
      var contenders = new ArrayList<Contender>();
      for (Ours ours : List.of(plain, aes, sm4)) {
        contenders.add(new Contender(ours.title(), () -> ours.backup(amount)));
      }
      for (Tool tool : Tool.values()) {
        contenders.add(new Contender(tool.title(), () -> shells.backup(tool, amount)));
      }
      return contenders;
    }

    List<Contender> restores(double amount) {
      var contenders = new ArrayList<Contender>();
      for (Ours ours : List.of(plain, aes, sm4)) {
        contenders.add(
            new Contender(ours.title(), () -> emptied(target -> ours.restore(amount, target))));
      }
      for (Tool tool : Tool.values()) {
        contenders.add(
            new Contender(
                tool.title(), () -> emptied(target -> shells.restore(tool, amount, target))));
      }
      return contenders;
    }

    private interface Restoring {
      Sample into(Path target) throws IOException;
    }

    private Sample emptied(Restoring restoring) throws IOException {
      Path target = workspace.file("restored");
      try {
        return restoring.into(target);
      } finally {
        Workspace.delete(target);
      }
    }
  }
}
