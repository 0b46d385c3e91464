package dev.coffer.server.api.iam;

import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Service;
import java.util.Optional;

/** What the rows about users and their keys have in common. */
final class AccountRows {
  private AccountRows() {}

  static Operation<Operation.Nothing> read(
      String name, String path, String action, Operation.Handler<Operation.Nothing> handler) {
    return row(
        Operation.Method.GET,
        name,
        path,
        new Operation.Action(action, Operation.Action.Level.READ, "*"),
        Operation.Body.none(),
        200,
        handler);
  }

  static <Q> Operation<Q> change(
      Operation.Method method,
      String name,
      String path,
      String action,
      Operation.Body<Q> body,
      int status,
      Operation.Handler<Q> handler) {
    return row(
        method,
        name,
        path,
        new Operation.Action(action, Operation.Action.Level.PERMISSION, "*"),
        body,
        status,
        handler);
  }

  private static <Q> Operation<Q> row(
      Operation.Method method,
      String name,
      String path,
      Operation.Action action,
      Operation.Body<Q> body,
      int status,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.IAM,
        name,
        method,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.of(action),
        body,
        status,
        handler);
  }
}
