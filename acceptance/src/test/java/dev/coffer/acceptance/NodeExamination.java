package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running node, seen by root on its host: past the server, and below its volume. */
record NodeExamination(Path node) {
  private static final String SOCKET = ".s.PGSQL.";

  /** From within the node's directory, for the path of a socket may have 107 bytes and no more. */
  private static final String SOCKETS = "--host=/proc/self/cwd/sockets";

  /** What PostgreSQL's own check finds wrong in all tables and indexes of all databases. */
  String damage() throws IOException {
    letRootIn();
    return inside(
        program("pg_amcheck"),
        "--all",
        "--install-missing",
        "--heapallindexed",
        "--parent-check",
        SOCKETS,
        "--port=" + port(),
        "--username=coffer",
        "--no-password");
  }

  /** What the node's superuser is answered; nobody knows the password. */
  String ask(String query) throws IOException {
    return inside(
        program("psql"),
        "--no-psqlrc",
        "--tuples-only",
        SOCKETS,
        "--port=" + port(),
        "--username=coffer",
        "--no-password",
        "--command=" + query,
        "postgres");
  }

  /** From now on the superuser needs no password on the node's own sockets. */
  void letRootIn() throws IOException {
    Path access = data().resolve("pg_hba.conf");
    String before = Files.readString(access);
    Files.writeString(access, "local all coffer trust\n" + before);
    ProcessHandle server = Engines.postgresUnder(node).getFirst();
    assertThat(run("kill", "-HUP", String.valueOf(server.pid()))).isEmpty();
    Await.until("the node to let root in", () -> ask("SELECT 'welcome'").contains("welcome"));
  }

  private Path data() {
    return node.resolve(Files.exists(node.resolve("sealed")) ? "mount/data" : "data");
  }

  static String program(String name) throws IOException {
    return run("sh", "-c", "ls /usr/lib/postgresql/*/bin/" + name + " | sort -V | tail -1").strip();
  }

  private String port() throws IOException {
    try (Stream<Path> sockets = Files.list(node.resolve("sockets"))) {
      return sockets
          .map(socket -> socket.getFileName().toString())
          .filter(name -> name.startsWith(SOCKET) && !name.endsWith(".lock"))
          .map(name -> name.substring(SOCKET.length()))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The backing files that a text stands in. */
  String below(String text) throws IOException {
    return filesWith(text, node.resolve("volume"));
  }

  /**
   * The files of a part of the data directory, as the node's server sees them, that it stands in.
   */
  String within(String part, String text) throws IOException {
    return filesWith(text, data().resolve(part));
  }

  private static String filesWith(String text, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    // A server that runs deletes files while they are searched.
    return run("grep", "-rlF", text, directory.toString())
        .lines()
        .filter(line -> !line.startsWith("grep: ") || !line.endsWith(": No such file or directory"))
        .collect(Collectors.joining("\n"));
  }

  private String inside(String... line) throws IOException {
    return said(new ProcessBuilder(List.of(line)).directory(node.toFile()));
  }

  /** What a program said, on whichever of its outputs. */
  static String run(String... line) throws IOException {
    return said(new ProcessBuilder(List.of(line)));
  }

  private static String said(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
