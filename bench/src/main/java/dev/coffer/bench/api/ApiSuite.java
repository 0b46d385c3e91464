package dev.coffer.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.bench.Suite;
import dev.coffer.bench.api.Load.Turn;
import dev.coffer.bench.measure.Bar;
import dev.coffer.bench.measure.ColdJava;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Compares the call that turns encrypted backup on with a bare handler. */
public final class ApiSuite implements Suite {
  private static final String BARE = "bare handler";
  private static final String SAME = "POST …/backups/encryption, on again";
  private static final String TURNS = "POST …/backups/encryption, on and off in turn";
  private static final int REQUESTS = 8_000;

  /** Each of these is a commit to the disk. */
  private static final int COMMITS = 800;

  private static final String PASSWORD = "Bench-0-only";

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open()) {
      var data = workspace.file("data");
      var config = new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true);
      try (var _ = CofferServer.start(config);
          var bare = new BareServer();
          var account = Account.of(data.resolve("bootstrap.json"))) {
        report(report, load(targets(account, bare)));
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
        new Target(BARE, bare.port(), REQUESTS, List.of(request(account, bare.port(), path, on))),
        new Target(
            SAME, account.port(), REQUESTS, List.of(request(account, account.port(), path, on))),
        new Target(
            TURNS,
            account.port(),
            COMMITS,
            List.of(
                request(account, account.port(), path, on),
                request(account, account.port(), path, off))));
  }

  private static byte[] request(Account account, int port, String path, String body) {
    String host = "127.0.0.1:" + port;
    byte[] bytes = body.getBytes(UTF_8);
    var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    Map<String, String> signed = account.accessKey().sign(host, "POST", path, "", bytes);
    signed.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n").append(body);
    return head.toString().getBytes(UTF_8);
  }

  private static List<Turn> load(List<Target> targets) throws IOException {
    Process process =
        new ProcessBuilder(new ColdJava(Load.class).line())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      try (var out = new DataOutputStream(process.getOutputStream())) {
        out.writeInt(targets.size());
        for (Target target : targets) {
          target.write(out);
        }
      }
      var turns = new ArrayList<Turn>();
      try (var lines = process.inputReader(UTF_8)) {
        lines.lines().map(Turn::parse).forEach(turns::add);
      }
      if (turns.size() != targets.size() * Load.ROUNDS) {
        throw new IOException("the load ended after " + turns.size() + " turns");
      }
      return turns;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void report(Report report, List<Turn> turns) {
    var results = new Results();
    for (Turn turn : turns) {
      results.enter(turn.target());
      results.add(turn.target(), new Sample(turn.requests(), turn.nanos() / 1e9, 0));
    }
    report.note(
        "Signed requests over %d connections that stay open, from a process of its own; server,"
                .formatted(Load.CONNECTIONS)
            + " bare handler and load share the two cores.");
    report.table(
        List.of("", "requests/s", "of the bare handler's", "median, ms", "99 %, ms"),
        List.of(BARE, SAME, TURNS).stream().map(name -> row(name, results, turns)).toList());
    report.bar(
        Bar.atLeast(0.5, "on again: rate against the bare handler's", results.speed(SAME, BARE)));
  }

  private static List<String> row(String name, Results results, List<Turn> turns) {
    return List.of(
        name,
        "%,.0f".formatted(results.median(name, Sample::rate)),
        "%.2f".formatted(results.speed(name, BARE)),
        "%.2f".formatted(milliseconds(name, turns, Turn::median)),
        "%.2f".formatted(milliseconds(name, turns, Turn::p99)));
  }

  private static double milliseconds(String name, List<Turn> turns, ToLongFunction<Turn> value) {
    return Results.median(
        turns.stream()
            .filter(turn -> turn.target().equals(name))
            .mapToDouble(turn -> value.applyAsLong(turn) / 1e6)
            .toArray());
  }
}
