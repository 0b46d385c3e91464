package dev.coffer.agent.postgresql.singleuser;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that reads statements, runs them as superuser and ends; no client reaches it, and it
 * asks for no password. The trap: it goes on where a statement fails, so that the last one has to
 * prove what those before it did.
 *
 * @param cage sees the data directory
 * @param options such as {@code -c name=value}
 * @see <a href="https://www.postgresql.org/docs/15/app-postgres.html">postgres --single</a>
 */
public record SingleUserServer(Cage cage, Path program, Path data, List<String> options) {
  /**
   * What another superuser set for the whole server counts here, what is set for a database does
   * not.
   */
  private static final String UNDISTURBED =
      """
      SET default_transaction_read_only = off
      SET statement_timeout = 0
      SET lock_timeout = 0
      SET search_path = pg_catalog
      """;

  public SingleUserServer and(String... more) {
    var all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new SingleUserServer(cage, program, data, List.copyOf(all));
  }

  /**
   * Runs statements in a database, and returns the lines that were said.
   *
   * @param statements each ends with its line
   */
  public List<String> run(String database, String statements) throws IOException {
    var line = new ArrayList<>(List.of(program.toString(), "--single", "-O"));
    line.addAll(List.of("-D", data.toString()));
    line.addAll(options);
    // A database may be called "-cname=value".
    line.addAll(List.of("--", database));
    var said = new ArrayList<String>();
    cage.inside(new Command(line, Path.of("/")))
        .run((UNDISTURBED + statements).getBytes(StandardCharsets.UTF_8), said::add);
    return said;
  }
}
