package dev.coffer.server.api.taurus;

import dev.coffer.agent.database.AccountName;
import dev.coffer.agent.database.DatabaseChange;
import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.agent.database.DatabaseName;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the operations on databases, accounts and privileges have in common. */
final class ContentShapes {
  static final String INSTANCE = "/v3/{project_id}/instances/{instance_id}";

  /** The vendor's, for one request. */
  static final int MOST = 50;

  private ContentShapes() {}

  static <Q> Operation<Q> change(
      Operation.Method method,
      String name,
      String path,
      String action,
      Class<Q> body,
      int status,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.TAURUS,
        name,
        method,
        PathTemplate.of(INSTANCE + path),
        Operation.Admission.CALLER,
        Optional.of(Shapes.write(action, "instance")),
        Operation.Body.required(body),
        status,
        handler);
  }

  static Operation<Operation.Nothing> read(
      String name, String path, String action, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.TAURUS,
        name,
        Operation.Method.GET,
        PathTemplate.of(INSTANCE + path),
        Operation.Admission.CALLER,
        Optional.of(Shapes.read(action, "*")),
        Operation.Body.none(),
        200,
        handler);
  }

  /** The elements of a list that has to have some, and no more than the vendor takes. */
  static <T> List<T> several(Inputs inputs, String field, @Nullable List<T> given) {
    List<T> several = inputs.present(field, given);
    inputs.within(field, several.size(), 1, MOST);
    return several;
  }

  static DatabaseName database(Inputs inputs, String field, @Nullable String given) {
    String name = inputs.present(field, given);
    if (!DatabaseName.isUsable(name)) {
      throw inputs.refusal(field, Reason.WRONG_FORM);
    }
    return new DatabaseName(name);
  }

  static AccountName account(Inputs inputs, @Nullable String name, @Nullable String host) {
    String user = inputs.present("users.name", name);
    if (!AccountName.isUsable(user)) {
      throw inputs.refusal("users.name", Reason.WRONG_FORM);
    }
    String from = host == null || host.isEmpty() ? "%" : host;
    if (!AccountName.isHost(from)) {
      throw inputs.refusal("users.host", Reason.WRONG_FORM);
    }
    return new AccountName(user, from);
  }

  static void requireThere(DatabaseInventory there, DatabaseName database) {
    if (!isThere(there, database)) {
      throw new Refusal(Failure.DBS_280204, "database " + database.name(), Reason.ABSENT);
    }
  }

  static boolean isThere(DatabaseInventory there, DatabaseName database) {
    return there.databases().stream().anyMatch(known -> known.name().equals(database.name()));
  }

  static void requireThere(DatabaseInventory there, AccountName account) {
    if (!isThere(there, account)) {
      throw new Refusal(Failure.DBS_280204, "account " + told(account), Reason.ABSENT);
    }
  }

  static boolean isThere(DatabaseInventory there, AccountName account) {
    return there.accounts().contains(known(account));
  }

  static DatabaseInventory.Account known(AccountName account) {
    return new DatabaseInventory.Account(account.name(), account.host());
  }

  static String told(AccountName account) {
    return account.name() + "@" + account.host();
  }

  /** What an account was given on a database by its name; a pattern that covers others is none. */
  static Optional<DatabaseChange.Extent> extent(
      DatabaseInventory there, DatabaseInventory.Account account, String database) {
    String literal = database.replace("_", "\\_");
    return there.privileges().stream()
        .filter(privilege -> privilege.account().equals(account))
        .filter(privilege -> privilege.database().equals(literal))
        .map(DatabaseInventory.Privilege::extent)
        .findFirst();
  }

  /** A stretch of a list by {@code offset} and {@code limit}. */
  static <T> List<T> page(Call<?> call, List<T> all) {
    int offset = call.inputs().number(call.query(), "offset", 0, Integer.MAX_VALUE, 0);
    int limit = call.inputs().number(call.query(), "limit", 1, 100, 100);
    return all.stream().skip(offset).limit(limit).toList();
  }
}
