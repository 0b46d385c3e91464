package dev.coffer.bench.volume;

import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often in a second PostgreSQL can write a page of its log and know it safe. */
enum SyncRate {
  FDATASYNC("fdatasync"),
  OPEN_DATASYNC("open_datasync"),
  FSYNC("fsync");

  private final String method;

  SyncRate(String method) {
    this.method = method;
  }

  String method() {
    return method;
  }

  /** Of all that the tool would try, what it begins with: one write of 8 KiB, by each method. */
  static String run(Shell shell, Path programs, Path log, int seconds) throws IOException {
    Path file = log.resolve("synced");
    int each = Math.max(1, seconds / 8);
    try {
      return shell.ask(
          "timeout -s INT \"$3\" \"$1\"/pg_test_fsync -s \"$2\" -f \"$4\" || [ $? = 124 ]",
          programs,
          each,
          4 * each + 3,
          file);
    } finally {
      shell.run("rm -f \"$1\"", file);
    }
  }

  Sample in(String told) throws IOException {
    Matcher matcher = Pattern.compile("(?m)^ +" + method + " +([0-9.]+) ops/sec").matcher(told);
    if (!matcher.find()) {
      throw new IOException("pg_test_fsync said: " + told);
    }
    return new Sample(Double.parseDouble(matcher.group(1)), 1, 0);
  }
}
