package dev.coffer.agent.postgresql.citus;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.postgresql.singleuser.SingleUserServer;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a captured node forget where the nodes of its cluster are. Otherwise Citus would go there
 * as soon as it is loaded, and end the transactions of a cluster that still serves. So all is done
 * without it, by a server for itself alone, before any other is started.
 *
 * @param cage sees the data directory
 * @param options what a server in it is started with
 * @param preparedTransactions for how many the captured server had room
 */
public record Isolation(
    Cage cage, Path server, Path data, List<String> options, int preparedTransactions) {
  private static final Pattern NAME = Pattern.compile("name = \"([0-9a-f]+)\"");
  private static final String DONE = "rewritten = \"t\"";

  /** In hexadecimal digits, which no name can break out of. */
  private static final String DATABASES =
      """
      SELECT encode(convert_to(datname, 'UTF8'), 'hex') AS name FROM pg_database WHERE datallowconn
      """;

  /**
   * A statement is run even where the one before it failed: so the last tells what the one before
   * it set when all was done. Groups have the numbers of places, without holes.
   */
  private static final String REWRITE =
      """
      SET session_replication_role = replica
      SET coffer.rewritten = ''
      DO $$ BEGIN IF to_regclass('pg_catalog.pg_dist_node') IS NOT NULL THEN \
      DELETE FROM pg_dist_node WHERE noderole <> 'primary'; \
      UPDATE pg_dist_node n SET nodename = '/run/coffer/moving/' || groupid; \
      UPDATE pg_dist_node n SET nodename = '%1$s/' || (SELECT count(*) FROM pg_dist_node o \
      WHERE o.groupid > 0 AND o.groupid <= n.groupid), nodeport = %2$d; \
      IF EXISTS (SELECT FROM pg_dist_node \
      WHERE nodename !~ '^%1$s/[0-9]+$' OR nodeport <> %2$d) THEN RAISE 'an address stays'; END IF; \
      END IF; PERFORM set_config('coffer.rewritten', 't', false); END $$
      SELECT current_setting('coffer.rewritten') AS rewritten
      """
          .formatted(Links.at(0).getParent(), Links.PORT);

  /** Whether the node loads Citus. */
  public boolean isNeeded() throws IOException {
    return libraries().stream().anyMatch(Isolation::isCitus);
  }

  public void run() throws IOException {
    var others =
        libraries().stream().filter(library -> !isCitus(library)).collect(Collectors.joining(","));
    for (var database : databases(others)) {
      if (say(others, database, REWRITE).stream().noneMatch(line -> line.contains(DONE))) {
        throw new IOException(
            "the addresses of the captured nodes could not be removed from " + data);
      }
    }
  }

  private List<String> libraries() throws IOException {
    var said = new ArrayList<String>();
    var line = new ArrayList<>(List.of(server.toString(), "-C", "shared_preload_libraries"));
    line.addAll(List.of("-D", data.toString()));
    line.addAll(options);
    cage.inside(new Command(line, Path.of("/"))).run(said::add);
    return Stream.of(said.getLast().split(",", -1))
        .map(library -> library.strip().replace("\"", ""))
        .toList();
  }

  /** Also where its file is named, such as {@code $libdir/citus.so}. */
  private static boolean isCitus(String library) {
    String file = library.substring(library.lastIndexOf('/') + 1);
    return file.equals(Extension.NAME) || file.equals(Extension.NAME + ".so");
  }

  private List<String> databases(String libraries) throws IOException {
    var found = new ArrayList<String>();
    for (var line : say(libraries, "postgres", DATABASES)) {
      var matcher = NAME.matcher(line);
      if (matcher.find()) {
        var name = HexFormat.of().parseHex(matcher.group(1));
        found.add(new String(name, StandardCharsets.UTF_8));
      }
    }
    if (found.isEmpty()) {
      throw new IOException("the server in %s does not tell its databases".formatted(data));
    }
    return found;
  }

  private List<String> say(String libraries, String database, String statements)
      throws IOException {
    return new SingleUserServer(cage, server, data, options)
        .and("-c", "shared_preload_libraries=" + libraries)
        .and("-c", "max_prepared_transactions=" + preparedTransactions)
        .run(database, statements);
  }
}
