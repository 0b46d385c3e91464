package dev.coffer.bench.api;

import dev.coffer.bench.Suite;
import dev.coffer.bench.api.Load.Turn;
import dev.coffer.bench.measure.Memory;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A million data keys, and what the server still holds in memory after each hundred thousand. */
public final class SoakSuite implements Suite {
  private static final int KEYS_EACH = 100_000;
  private static final String TARGET = "create-datakey";

  @Override
  public void run(Report report) throws Exception {
    try (var workspace = Workspace.open()) {
      var data = workspace.file("data");
      var config = new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true);
      try (var _ = CofferServer.start(config);
          var account = Account.of(data.resolve("server/bootstrap.json"))) {
        soak(report, account);
      }
    }
  }

  private static void soak(Report report, Account account) throws IOException {
    String body = Account.json(Map.of("key_id", account.createKey(), "datakey_length", "256"));
    byte[] request = account.signed(account.port(), account.kmsPath(TARGET), body);
    var held = new ArrayList<Double>();
    List<Turn> turns =
        LoadProcess.run(
            List.of(new Target(TARGET, account.port(), KEYS_EACH, List.of(request))),
            _ -> held.add(Memory.heldHeap()));
    var rows = new ArrayList<List<String>>();
    for (int turn = 0; turn < turns.size(); turn++) {
      rows.add(
          List.of(
              "%,d data keys".formatted((Load.WARM_UP + turn + 1) * KEYS_EACH),
              "%,.0f".formatted(turns.get(turn).requests() * 1e9 / turns.get(turn).nanos()),
              "%.1f".formatted(held.get(turn))));
    }
    report.table(List.of("after", "requests/s", "held in the heap, MB"), rows);
    report.note("Resident at most: %.0f MB.".formatted(Memory.peakResident()));
    report.bar(
        Threshold.atMost(
            1.1,
            "held after a million data keys against after 400,000",
            held.getLast() / held.getFirst()));
  }
}
