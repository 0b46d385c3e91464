package dev.coffer.bench.api;

import dev.coffer.bench.Suite;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Compares the call that turns encrypted backup on with a bare handler. */
public final class ApiSuite implements Suite {
  private static final String SAME = "POST …/backups/encryption, on again";
  private static final String TURNS = "POST …/backups/encryption, on and off in turn";
  private static final int REQUESTS = 8_000;

  /** Each of these is a commit to the disk. */
  private static final int COMMITS = 800;

  private static final int ROUNDS = Load.WARM_UP + Load.ROUNDS;

  private static final String PASSWORD = "Bench-0-only";

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open()) {
      var data = workspace.file("data");
      var config = new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true);
      try (var _ = CofferServer.start(config);
          var bare = new BareServer();
          var account = Account.of(data.resolve("server/bootstrap.json"))) {
        var rates = new Rates(LoadProcess.run(targets(account, bare)));
        rates.table(report);
        report.bar(
            Threshold.atLeast(
                0.5, "on again: rate against the bare handler's", rates.ofBare(SAME)));
      }
    }
  }

  private static List<Target> targets(Account account, BareServer bare) throws IOException {
    String key = account.createKey();
    String path = account.encryptionPath(account.createInstance(PASSWORD));
    String on =
        "{\"encryption_status\":\"on\",\"type\":\"kms\",\"kms_key_id\":\"%s\"}".formatted(key);
    String off = "{\"encryption_status\":\"off\"}";
    return List.of(
        new Target(
            Rates.BARE, bare.port(), REQUESTS, List.of(account.signed(bare.port(), path, on))),
        target(SAME, REQUESTS, account, 0, path, on),
        target(TURNS, COMMITS, account, ROUNDS, path, on, off));
  }

  // What changes something is not carried out twice, but for some seconds: each round has
  // signatures of its own, of another date.
  private static Target target(
      String name, int requests, Account account, int ahead, String path, String... bodies) {
    Instant first = Instant.now().plusSeconds(ahead);
    List<byte[]> variants =
        IntStream.range(0, ROUNDS)
            .mapToObj(first::plusSeconds)
            .flatMap(
                at -> Stream.of(bodies).map(body -> account.signed(account.port(), path, body, at)))
            .toList();
    return new Target(name, account.port(), requests, variants, bodies.length);
  }
}
