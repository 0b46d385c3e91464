package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.host.EngineUser;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a server that somebody else runs could not do its work in another directory, or would leave
 * some of its data behind, and what to do about it; changes nothing.
 *
 * @param home where it would move to
 */
record MoveObstacles(ForeignServer server, Path home) {
  private static final String INCLUDE = "include";

  List<String> find() throws IOException {
    var found = new ArrayList<String>();
    findLinks(found);
    findPlaces(found);
    findIncludes(found);
    for (var argument : server.commandLine().unknown()) {
      found.add("it was started with %s: start it with its settings in a file".formatted(argument));
    }
    findReach(found);
    return found;
  }

  private void findLinks(List<String> found) throws IOException {
    if (!Files.getAttribute(server.data(), "unix:dev")
        .equals(Files.getAttribute(server.data().resolve(".."), "unix:dev"))) {
      found.add("%s is mounted: move it into a directory below".formatted(server.data()));
    }
    Files.walkFileTree(server.data(), new Links(found));
  }

  /** Those to tablespaces are told as such. */
  private static final class Links extends SimpleFileVisitor<Path> {
    private final List<String> found;

    Links(List<String> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return directory.endsWith("pg_tblspc")
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink()) {
        found.add(file + " is a link: put there what it leads to");
      }
      return FileVisitResult.CONTINUE;
    }

    /** The server removes files all the time. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }

  /** Settings that name a directory which will not be there, or one that stays in the clear. */
  private void findPlaces(List<String> found) {
    var session = server.session();
    var directory = session.literal(session.ask("SHOW data_directory"));
    for (var setting :
        session.list(
            """
            SELECT format('%%s = %%s', name, setting) FROM pg_settings
            WHERE name NOT IN ('data_directory', 'config_file', 'hba_file', 'ident_file',
                'external_pid_file')
              AND (position(%s IN setting) > 0 OR position(%s IN setting) > 0)
            """
                .formatted(directory, session.literal(server.data().toString())))) {
      found.add(
          "%s names the data directory: make it relative or put it elsewhere".formatted(setting));
    }
    for (var sockets :
        session.list(
            """
            SELECT trim(s) FROM pg_settings, string_to_table(setting, ',') s
            WHERE name = 'unix_socket_directories' AND trim(s) <> '' AND trim(s) !~ '^[/@]'
            """)) {
      found.add("unix_socket_directories has %s: make it absolute".formatted(sockets));
    }
    for (var log :
        session.list(
            """
            SELECT setting FROM pg_settings WHERE name = 'log_directory' AND setting LIKE '/%'
              AND current_setting('logging_collector')::bool
            """)) {
      found.add("it logs to %s, in the clear: set log_directory = 'log'".formatted(log));
    }
  }

  private void findIncludes(List<String> found) throws IOException {
    for (var file :
        server
            .session()
            .list(
                """
                SELECT sourcefile FROM pg_file_settings UNION SELECT current_setting('config_file')
                """)) {
      for (var line : Files.readAllLines(Path.of(file))) {
        if (line.strip().startsWith(INCLUDE) && line.contains(server.data().toString())) {
          found.add("%s has \"%s\": make it relative".formatted(file, line.strip()));
        }
      }
    }
  }

  private void findReach(List<String> found) throws IOException {
    try {
      EngineUser user = server.origin().user();
      Files.createDirectories(home);
      user.requireReach(home);
    } catch (AgentFailure refused) {
      found.add(String.valueOf(refused.getMessage()));
    }
  }
}
