package dev.coffer.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database server that was started by hand on the files that {@code coffer open} made. */
final class OpenedFiles {
  private OpenedFiles() {}

  /** Returns once it answers; the home that the files lie in ends it. */
  static Database serve(Path files, Map<String, String> environment, String... options)
      throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var line =
        new ArrayList<>(
            List.of(
                "/usr/sbin/mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + files,
                "--socket=server.sock",
                "--bind-address=127.0.0.1",
                "--port=" + port));
    line.addAll(List.of(options));
    var builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(files.resolveSibling(files.getFileName() + ".log").toFile())
        .start();
    var database = new Database("127.0.0.1", port, Cloud.PASSWORD);
    Await.until("the opened server's answer", () -> answers(database));
    return database;
  }

  private static boolean answers(Database database) {
    try (Connection _ = database.connect()) {
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }
}
