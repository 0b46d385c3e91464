package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's own benchmark against a cluster's coordinator. Each of its transactions changes
 * three balances and writes the change down; whatever happens, the sums of all four are equal.
 */
final class PgbenchLoad implements AutoCloseable {
  private static final String SUMS =
      """
      SELECT concat_ws(' ', (SELECT sum(abalance) FROM pgbench_accounts),
        (SELECT sum(bbalance) FROM pgbench_branches), (SELECT sum(tbalance) FROM pgbench_tellers),
        (SELECT coalesce(sum(delta), 0) FROM pgbench_history))
      """;

  private final Warehouse warehouse;
  private final Thread work = new Thread(this::work, "pgbench");
  private volatile boolean ended;

  private PgbenchLoad(Warehouse warehouse) {
    this.warehouse = warehouse;
    work.setDaemon(true);
  }

  /** Fills the tables, and begins. */
  static PgbenchLoad on(Warehouse warehouse) {
    var load = new PgbenchLoad(warehouse);
    if (load.run("--initialize", "--quiet", "--scale=2") != 0) {
      throw new AssertionError("pgbench did not fill its tables");
    }
    load.work.start();
    return load;
  }

  /** The four sums; that they are equal can be seen at any time. */
  List<String> sums() throws SQLException {
    return List.of(warehouse.ask(SUMS).split(" ", -1));
  }

  long transactions() throws SQLException {
    return Long.parseLong(warehouse.ask("SELECT count(*) FROM pgbench_history"));
  }

  // A switch-over cuts its connections, and then it ends.
  private void work() {
    while (!ended) {
      int _ = run("--no-vacuum", "--client=2", "--rate=100", "--time=5");
    }
  }

  private int run(String... options) {
    var line = new ArrayList<>(List.of("pgbench"));
    line.addAll(List.of(options));
    line.addAll(List.of("--host=127.0.0.1", "--port=" + warehouse.port()));
    line.addAll(List.of("--username=" + Warehouse.USER, "gaussdb"));
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", Warehouse.PASSWORD);
    try {
      Process process = builder.start();
      byte[] _ = process.getInputStream().readAllBytes();
      return process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      work.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
