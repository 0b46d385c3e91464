package dev.coffer.bench.pipeline;

import dev.coffer.bench.Suite;
import dev.coffer.bench.measure.ColdJava;
import dev.coffer.bench.measure.Contender;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Rounds;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import dev.coffer.bench.measure.Stopwatch;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.bench.measure.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares whole pipelines, file to file. */
public final class PipelineSuite implements Suite {
  private static final long LENGTH = 1L << 30;
  private static final double MEGABYTES = LENGTH / 1e6;
  private static final Rounds ROUNDS = new Rounds(1, 7);

  private static final SealFile PLAIN = new SealFile(Optional.empty());
  private static final SealFile AES =
      new SealFile(Optional.of(dev.coffer.crypto.cipher.Suite.AES_256_GCM));
  private static final SealFile SM4 =
      new SealFile(Optional.of(dev.coffer.crypto.cipher.Suite.SM4_GCM));

  private static final String OPENSSL = "zstd -1 -T2 | openssl enc -aes-256-ctr";
  private static final String RESTIC = "restic backup, new repository";

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open()) {
      var race = new Race(workspace);
      TableData.write(race.source, LENGTH);
      report.note(
          "File to file, 1 GiB of table rows, two workers; no step waits for the disk. A cold"
              + " process is started for each turn.");
      var results = ROUNDS.of(race.contenders());
      report.table("MB/s", results);
      report.note("Coffer's stored size: %.2f of the source's.".formatted(race.ratio()));
      bars(report, results);
    }
  }

  private static void bars(Report report, Results results) {
    for (SealFile sealed : List.of(AES, SM4)) {
      report.bar(
          Threshold.atMost(
              1.05,
              sealed.name() + " against not sealed, time",
              results.time(warm(sealed), warm(PLAIN))));
    }
    report.bar(
        Threshold.atLeast(
            1.5, "AES-256-GCM, cold, against zstd and openssl", results.speed(cold(AES), OPENSSL)));
    report.bar(
        Threshold.atLeast(
            4, "AES-256-GCM, cold, against restic", results.speed(cold(AES), RESTIC)));
  }

  private static String warm(SealFile carry) {
    return "Coffer, " + carry.name();
  }

  private static String cold(SealFile carry) {
    return "Coffer, " + carry.name() + ", cold process";
  }

  /** The source and where it is taken. */
  private static final class Race {
    private final Workspace workspace;
    private final Shell shell;
    private final Path source;
    private final Path target;
    private final Path passphrase;

    Race(Workspace workspace) throws IOException {
      this.workspace = workspace;
      this.shell = new Shell(workspace);
      this.source = workspace.file("source");
      this.target = workspace.file("target");
      this.passphrase = workspace.passphrase();
    }

    List<Contender> contenders() {
      var contenders = new ArrayList<Contender>();
      for (SealFile carry : List.of(PLAIN, AES, SM4)) {
        contenders.add(new Contender(warm(carry), () -> inThisProcess(carry)));
        contenders.add(new Contender(cold(carry), () -> inItsOwn(carry)));
      }
      contenders.add(new Contender(OPENSSL, this::openssl));
      contenders.add(new Contender(RESTIC, this::restic));
      return contenders;
    }

    double ratio() throws IOException {
      PLAIN.carry(source, target);
      return Files.size(target) / (double) LENGTH;
    }

    private Sample inThisProcess(SealFile carry) throws IOException {
      Files.deleteIfExists(target);
      var watch = new Stopwatch();
      carry.carry(source, target);
      return watch.stop(MEGABYTES);
    }

    private Sample inItsOwn(SealFile carry) throws IOException {
      Files.deleteIfExists(target);
      var line = new ColdJava(SealFile.class).line(carry.argument(), source, target);
      return shell.time(MEGABYTES, "\"$@\"", line.toArray());
    }

    private Sample openssl() throws IOException {
      Files.deleteIfExists(target);
      return shell.time(
          MEGABYTES,
          "zstd -1 -T2 -q -c \"$1\""
              + " | openssl enc -aes-256-ctr -pbkdf2 -pass file:\"$2\" > \"$3\"",
          source,
          passphrase,
          target);
    }

    private Sample restic() throws IOException {
      Path repository = workspace.file("repository");
      String restic = "restic --no-cache -q -r \"$1\" --password-file \"$2\" ";
      shell.run(restic + "init", repository, passphrase);
      try {
        return shell.time(MEGABYTES, restic + "backup \"$3\"", repository, passphrase, source);
      } finally {
        Workspace.delete(repository);
      }
    }
  }
}
