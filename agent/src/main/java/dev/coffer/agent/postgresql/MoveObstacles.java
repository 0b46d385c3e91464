package dev.coffer.agent.postgresql;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a server that another user runs could not do its work in another directory, or would leave
 * some of its data behind, and what to do about it; changes nothing.
 *
 * @param cage where its owner sees what it sees on the host
 * @param home where it would move to
 */
record MoveObstacles(ForeignServer server, Cage cage, Path home) {
  private static final String INCLUDE = "include";

  List<String> find() throws IOException {
    var found = new ArrayList<String>();
    findLinks(found);
    findPlaces(found);
    findIncludes(found);
    findReach(found);
    for (var argument : server.commandLine().unknown()) {
      found.add("it was started with %s: start it with its settings in a file".formatted(argument));
    }
    return found;
  }

  private void findLinks(List<String> found) throws IOException {
    if (!Files.getAttribute(server.data(), "unix:dev")
        .equals(Files.getAttribute(server.data().resolve(".."), "unix:dev"))) {
      found.add("%s is mounted: move it into a directory below".formatted(server.data()));
    }
    // Those to tablespaces are told as such, and the server removes files all the time.
    cage.withoutNetwork()
        .inside(
            Command.of(
                Path.of("/usr/bin/find"),
                server.data().toString(),
                "-xdev",
                "-ignore_readdir_race",
                "-path",
                server.data().resolve("pg_tblspc").toString(),
                "-prune",
                "-o",
                "-type",
                "l",
                "-print"))
        .run(link -> found.add(link + " is a link: put there what it leads to"));
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
      includes(file, found);
    }
  }

  private void findReach(List<String> found) throws IOException {
    try {
      cage.withoutNetwork()
          .inside(Command.of(Path.of("/usr/bin/test"), "-x", home.toString()))
          .run();
    } catch (ProcessFailed refused) {
      found.add(
          "user %d cannot enter %s: chmod o+x it and what lies above"
              .formatted(cage.identity().user(), home));
    }
  }

  /** The server names the file, so it is opened as its owner. */
  private void includes(String file, List<String> found) throws IOException {
    var lines = new ArrayList<String>();
    cage.withoutNetwork()
        .inside(Command.of(Path.of("/bin/cat"), "--", file))
        .run(line -> lines.add(line.strip()));
    for (var line : lines) {
      if (line.startsWith(INCLUDE) && line.contains(server.data().toString())) {
        found.add("%s has \"%s\": make it relative".formatted(file, line));
      }
    }
  }
}
