package dev.coffer.bench.volume;

import dev.coffer.bench.measure.MemoryGroup;
import dev.coffer.bench.measure.Processors;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL with pgbench's tables on a store. */
final class Database {
  private static final String AS_POSTGRES = "cd / && runuser -u postgres -- ";
  private static final Pattern TRANSACTIONS =
      Pattern.compile("transactions actually processed: (\\d+)");
  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");

  private final Shell shell;
  private final Path programs;
  private final Path directory;

  Database(Shell shell, Path programs, Store store) {
    this.shell = shell;
    this.programs = programs;
    this.directory = store.directory().resolve("database");
  }

  Path directory() {
    return directory;
  }

  /** Makes it, and stops it again. */
  void create(int scale) throws IOException {
    shell.run("mkdir -m 700 \"$1\" && chown postgres: \"$1\"", directory);
    postgres("\"$1\"/initdb -D \"$2\" --no-instructions --data-checksums");
    Files.writeString(
        directory.resolve("postgresql.auto.conf"),
        """
        listen_addresses = ''
        unix_socket_directories = '%s'
        max_wal_size = '4GB'
        checkpoint_timeout = '30min'
        autovacuum = off
        """
            .formatted(directory));
    start("256MB");
    postgres("\"$1\"/pgbench -h \"$2\" -i -q -s " + scale + " postgres");
    query("CREATE EXTENSION pg_prewarm");
    stop();
  }

  void start(String sharedBuffers) throws IOException {
    postgres(
        "\"$1\"/pg_ctl -D \"$2\" -w -s -l \"$2\"/log -o '-c shared_buffers=%s' start"
            .formatted(sharedBuffers));
  }

  /** As {@code start}, as a member of a memory group. */
  void startIn(MemoryGroup group, String sharedBuffers) throws IOException {
    String _ =
        shell.ask(
            "echo $$ > \"$3\" && "
                + AS_POSTGRES
                + "\"$1\"/pg_ctl -D \"$2\" -w -s -l \"$2\"/log -o '-c shared_buffers=%s' start"
                    .formatted(sharedBuffers),
            programs,
            directory,
            group.entrance());
  }

  void stop() throws IOException {
    postgres("\"$1\"/pg_ctl -D \"$2\" -w -s -m fast stop");
  }

  private String postgres(String command) throws IOException {
    return shell.ask(AS_POSTGRES + command, programs, directory);
  }

  String query(String sql) throws IOException {
    return postgres("\"$1\"/psql -h \"$2\" -d postgres -XAtq -c \"%s\"".formatted(sql)).strip();
  }

  /** Reads all of it once, so that what the kernel keeps it has. */
  void warm() throws IOException {
    query("SELECT sum(pg_prewarm(oid)) FROM pg_class WHERE relname ~ '^pgbench'");
  }

  /** Megabytes of the largest table. */
  double megabytes() throws IOException {
    return Long.parseLong(query("SELECT pg_relation_size('pgbench_accounts')")) / 1e6;
  }

  /**
   * A turn of pgbench with a checkpoint in its middle, if it writes; another ends it, unmeasured.
   */
  Sample pgbench(String options, boolean writing, int seconds) throws IOException {
    String checkpoint =
        writing
            ? "(sleep %d.%d; \"$1\"/psql -h \"$2\" -d postgres -Xq -c CHECKPOINT) & "
                .formatted(seconds / 2, seconds % 2 * 5)
            : "";
    double busy = Processors.busySeconds();
    String told =
        shell.ask(
            "cd /; runuser -u postgres -- bash -c '"
                + checkpoint
                + "\"$1\"/pgbench -h \"$2\" -n -c 4 -j 2 -T %d %s postgres; wait' bench \"$1\" \"$2\""
                    .formatted(seconds, options),
            programs,
            directory);
    double worked = Processors.busySeconds() - busy;
    if (writing) {
      query("CHECKPOINT");
    }
    double transactions = number(TRANSACTIONS, told);
    return new Sample(transactions, transactions / number(RATE, told), worked);
  }

  private static double number(Pattern pattern, String told) throws IOException {
    Matcher matcher = pattern.matcher(told);
    if (!matcher.find()) {
      throw new IOException("pgbench said: " + told);
    }
    return Double.parseDouble(matcher.group(1));
  }

  /** Reads the largest table from its first page to its last, in one process. */
  Sample scan(double megabytes) throws IOException {
    return shell.time(
        megabytes,
        AS_POSTGRES
            + "\"$1\"/psql -h \"$2\" -d postgres -XAtq"
            + " -c 'SET max_parallel_workers_per_gather = 0'"
            + " -c 'SELECT sum(abalance) FROM pgbench_accounts' >/dev/null",
        programs,
        directory);
  }

  /** Sends a base backup to nobody. */
  Sample baseBackup(double megabytes) throws IOException {
    return shell.time(
        megabytes,
        AS_POSTGRES + "\"$1\"/pg_basebackup -h \"$2\" -c fast -X none -Ft -D - >/dev/null",
        programs,
        directory);
  }
}
