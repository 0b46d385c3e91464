package dev.coffer.agent.database;

import java.util.List;

/**
 * What the users of an instance have in its engine, sorted by name. Whatever SQL made is there,
 * too, so names may have any form.
 */
public record DatabaseInventory(
    List<Database> databases, List<Account> accounts, List<Privilege> privileges) {
  /**
   * A database.
   *
   * @param comment empty where it has none
   */
  public record Database(String name, String characterSet, String comment) {}

  public record Account(String name, String host) {}

  /**
   * What an account may do in a database as a whole.
   *
   * @param database a pattern, as the engine keeps it: {@code %} and {@code _} stand for others
   *     unless a backslash is before them
   */
  public record Privilege(Account account, String database, DatabaseChange.Extent extent) {}
}
