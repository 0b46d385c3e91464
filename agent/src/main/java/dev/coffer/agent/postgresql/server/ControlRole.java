package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.postgresql.scram.Verifier;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What brings our superuser back at each start of a node of our own, whatever another superuser did
 * to it. It lies in the node's directory, which the node does not see, and is no password.
 */
public record ControlRole(NodeFiles files) {
  private static final String FILE = "control.verifier";

  public void write(Account superuser) throws IOException {
    try (var upload = new DirectoryStore(files.directory()).begin(FILE)) {
      var verifier = Verifier.of(superuser.password()).text();
      upload.write(verifier.getBytes(StandardCharsets.US_ASCII));
      upload.commit();
    }
  }

  public void writeAbsent(Account superuser) throws IOException {
    if (read().isEmpty()) {
      write(superuser);
    }
  }

  /** Nodes of earlier versions have none until they are given one. */
  private Optional<Verifier> read() throws IOException {
    Path file = files.directory().resolve(FILE);
    return Files.exists(file)
        ? Optional.of(new Verifier(Files.readString(file)))
        : Optional.empty();
  }

  /** Whether a start makes that the account is let in. */
  public boolean restores(Account account) throws IOException {
    return account.role().equals(Account.SUPERUSER)
        && read().filter(verifier -> verifier.proves(account.password())).isPresent();
  }

  /** A statement each; before any client can connect. */
  List<String> statements() throws IOException {
    return read()
        .map(
            verifier ->
                List.of(
                    "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_authid WHERE rolname = 'coffer')"
                        + " THEN CREATE ROLE coffer; END IF; END $$",
                    "ALTER ROLE coffer SUPERUSER CREATEROLE CREATEDB REPLICATION BYPASSRLS LOGIN"
                        + " CONNECTION LIMIT -1 VALID UNTIL 'infinity' PASSWORD '"
                        + verifier.text()
                        + "'",
                    "DELETE FROM pg_db_role_setting WHERE setrole = 'coffer'::regrole",
                    "UPDATE pg_database SET datallowconn = true, datconnlimit = -1"
                        + " WHERE datname = 'postgres'"))
        .orElse(List.of());
  }

  /** Once the server has read it. The first rule that fits holds, so ours is the first. */
  public void letIn() throws IOException {
    if (read().isPresent()) {
      files.tree(files.place().data()).begin(Place.ACCESS, NewNode.OURS);
    }
  }
}
