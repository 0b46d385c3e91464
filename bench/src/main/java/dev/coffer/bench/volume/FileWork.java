package dev.coffer.bench.volume;

import dev.coffer.bench.measure.Processors;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a program does to a file of half a gigabyte, without a database. */
enum FileWork {
  WRITE(
      "file-write",
      "sequential write of a new file, synced at its end",
      "--rw=write --bs=1m --end_fsync=1"),
  READ("file-read", "sequential read, cold", "--rw=read --bs=1m --invalidate=0"),
  READ_WARM("file-read-warm", "sequential read, warm", "--rw=read --bs=1m --invalidate=0"),
  READ_FIRST(
      "file-read-first",
      "sequential read, cold, right after mounting",
      "--rw=read --bs=1m --invalidate=0"),
  RANDOM_READ(
      "file-random-read",
      "8 KiB random read, cold",
      "--rw=randread --bs=8k --io_size=96m --invalidate=0"),
  RANDOM_WRITE(
      "file-random-write",
      "8 KiB random write, synced at its end",
      "--rw=randwrite --bs=8k --io_size=96m --end_fsync=1");

  private static final int FIELD_READ_KIBIBYTES = 6;
  private static final int FIELD_WRITTEN_KIBIBYTES = 47;
  private static final int FIELD_READ_MILLISECONDS = 9;
  private static final int FIELD_WRITE_MILLISECONDS = 50;

  private final String row;
  private final String title;
  private final String options;

  FileWork(String row, String title, String options) {
    this.row = row;
    this.title = title;
    this.options = options;
  }

  /** How the command line calls it. */
  String row() {
    return row;
  }

  String title() {
    return title;
  }

  Sample on(Shell shell, Store store) throws IOException {
    Path file = store.directory().resolve("file");
    prepare(shell, store, file);
    double busy = Processors.busySeconds();
    String told = run(shell, file);
    String[] fields = told.strip().split(";", -1);
    double kibibytes = number(fields, FIELD_READ_KIBIBYTES, FIELD_WRITTEN_KIBIBYTES);
    double milliseconds = number(fields, FIELD_READ_MILLISECONDS, FIELD_WRITE_MILLISECONDS);
    return new Sample(kibibytes * 1024 / 1e6, milliseconds / 1e3, Processors.busySeconds() - busy);
  }

  private static double number(String[] fields, int ofRead, int ofWrite) {
    return Double.parseDouble(fields[ofRead - 1]) + Double.parseDouble(fields[ofWrite - 1]);
  }

  private String run(Shell shell, Path file) throws IOException {
    return shell.ask(
        "fio --name=bench --size=512m --randseed=7 --output-format=terse --terse-version=3"
            + " --filename=\"$1\" "
            + options,
        file);
  }

  private void prepare(Shell shell, Store store, Path file) throws IOException {
    if (this != WRITE && Files.notExists(file)) {
      String _ = WRITE.run(shell, file);
    }
    switch (this) {
      case WRITE -> shell.run("rm -f \"$1\"; sync -f \"$2\"", file, store.directory());
      case READ, RANDOM_READ -> forget(shell);
      case READ_FIRST -> {
        store.renew();
        forget(shell);
      }
      case READ_WARM -> shell.run("cat \"$1\" >/dev/null", file);
      case RANDOM_WRITE -> {}
    }
  }

  // Of the mount and of the disk below: what is read comes from the disk.
  private static void forget(Shell shell) throws IOException {
    shell.run("sync && echo 1 > /proc/sys/vm/drop_caches");
  }
}
