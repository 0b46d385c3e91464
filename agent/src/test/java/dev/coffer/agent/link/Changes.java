package dev.coffer.agent.link;

import dev.coffer.agent.database.AccountName;
import dev.coffer.agent.database.DatabaseChange;
import dev.coffer.agent.database.DatabaseName;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.Optional;
import java.util.stream.Stream;

/** One of each change to an instance's databases. */
final class Changes {
  private Changes() {}

  static Stream<DatabaseChange> all(SecretBytes password) {
    var database = new DatabaseName("shop");
    var account = new AccountName("clerk", "%");
    return Stream.of(
        new DatabaseChange.CreateDatabase(database, "utf8mb4", Optional.of("orders")),
        new DatabaseChange.DropDatabase(database),
        new DatabaseChange.CommentDatabase(database, Optional.of("orders")),
        new DatabaseChange.CreateAccount(account, password),
        new DatabaseChange.DropAccount(account),
        new DatabaseChange.SetPassword(account, password),
        new DatabaseChange.Grant(account, database, DatabaseChange.Extent.READ),
        new DatabaseChange.Revoke(account, database));
  }
}
