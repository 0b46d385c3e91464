package dev.coffer.bench.conversion;

import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.bench.measure.Processors;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.OptionalInt;

/** A node with pgbench's tables, which can be converted once; closing removes it. */
final class PgbenchNode implements AutoCloseable {
  private static final String ID = "node";
  private static final int SECRET_BYTES = 16;

  private final Shell shell;
  private final LocalWarehouseHost host;
  private final Instance node;
  private final SecretBytes secret;
  private final VolumeKey key;
  private final Path passwords;

  private PgbenchNode(
      Shell shell, LocalWarehouseHost host, Instance node, byte[] secret, VolumeKey key)
      throws IOException {
    this.shell = shell;
    this.host = host;
    this.node = node;
    this.secret = SecretBytes.copyOf(secret);
    this.key = key;
    this.passwords = shell.workspace().file("passwords");
    Workspace.delete(passwords);
    Path _ =
        shell.workspace().secret("passwords", "*:*:*:*:" + HexFormat.of().formatHex(secret) + "\n");
  }

  static PgbenchNode create(Shell shell, BlockSuite suite, int scale) throws IOException {
    var random = new SecureRandom();
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    var host = new LocalWarehouseHost(shell.workspace().file("nodes"));
    var key = new VolumeKey(suite, SecretBytes.random(suite.keyLength(), random));
    try (var given = SecretBytes.copyOf(secret)) {
      var made = host.provision(new NodeOrder(ID, Exposure.LOOPBACK, OptionalInt.empty(), given));
      var node = new PgbenchNode(shell, host, made, secret, key);
      node.client("\"$programs\"/pgbench -i -q -s " + scale);
      node.client("\"$programs\"/psql -Xqc CHECKPOINT");
      return node;
    }
  }

  /** Runs a client program, or several, where the node is what they connect to. */
  private void client(String script, Object... arguments) throws IOException {
    String _ = shell.run(environment() + script, arguments);
  }

  /** The beginning of a script whose programs connect to the node. */
  String environment() {
    return """
    export PGHOST=127.0.0.1 PGPORT=%d PGUSER=coffer PGDATABASE=postgres PGPASSFILE='%s'
    programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
    """
        .formatted(node.port(), passwords);
  }

  /** Of what a copy has to move, the log left out. */
  double megabytes() throws IOException {
    String told = shell.ask("du -sb --exclude=pg_wal \"$1\"", node.dataDirectory());
    return Long.parseLong(told.substring(0, told.indexOf('\t'))) / 1e6;
  }

  /** Part of a conversion. */
  private interface Work {
    void run() throws IOException;
  }

  private Sample time(Work work) throws IOException {
    double megabytes = megabytes();
    String _ = shell.run("sync");
    double busy = Processors.busySeconds();
    long began = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Sample(megabytes, seconds, Processors.busySeconds() - busy);
  }

  /**
   * What PostgreSQL's own program does in its usual way, to the same disk. The copy stays until the
   * node is closed: ext4 is slow to make files right after it removed as many.
   */
  Sample baseBackup() throws IOException {
    return time(
        () -> client("\"$programs\"/pg_basebackup -D \"$1\" -X stream -c fast", baseBackupCopy()));
  }

  private Path baseBackupCopy() {
    return shell.workspace().file("copy");
  }

  void prepare() {
    host.conversions().prepare(ID, key);
  }

  void copy() {
    host.conversions().copy(access(), Watch.none());
  }

  /** The copy alone. */
  Sample timedCopy() throws IOException {
    return time(this::copy);
  }

  void follow() {
    host.conversions().follow(access());
  }

  void switchOver() {
    host.conversions().switchOver(access());
  }

  /** All that comes behind the copy. */
  Sample timedRest() throws IOException {
    return time(
        () -> {
          follow();
          switchOver();
          host.conversions().verify(access(), Watch.none());
          host.conversions().retire(ID);
        });
  }

  private NodeAccess access() {
    return new NodeAccess(ID, secret);
  }

  @Override
  public void close() throws IOException {
    Workspace.delete(baseBackupCopy());
    host.destroy(ID);
    secret.close();
    key.dataKey().close();
  }
}
