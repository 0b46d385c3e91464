package dev.coffer.server.api.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Service;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the rows about a domain's users, groups, projects and keys have in common. */
final class AccountRows {
  private AccountRows() {}

  /** Where an object can be read; the vendor has pages before and after it, which are one here. */
  record Links(String self) {}

  /** One that every caller may read. */
  static Operation<Operation.Nothing> lookUp(
      String name, String path, Operation.Handler<Operation.Nothing> handler) {
    return row(
        Operation.Method.GET, name, path, Optional.empty(), Operation.Body.none(), 200, handler);
  }

  static Operation<Operation.Nothing> read(
      String name, String path, String action, Operation.Handler<Operation.Nothing> handler) {
    return row(
        Operation.Method.GET,
        name,
        path,
        Optional.of(new Operation.Action(action, Operation.Action.Level.READ, "*")),
        Operation.Body.none(),
        200,
        handler);
  }

  /** Whether something is so: an answer without a body where it is. */
  static Operation<Operation.Nothing> check(
      String name, String path, String action, Operation.Handler<Operation.Nothing> handler) {
    return row(
        Operation.Method.HEAD,
        name,
        path,
        Optional.of(new Operation.Action(action, Operation.Action.Level.READ, "*")),
        Operation.Body.none(),
        204,
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
        Optional.of(new Operation.Action(action, Operation.Action.Level.PERMISSION, "*")),
        body,
        status,
        handler);
  }

  private static <Q> Operation<Q> row(
      Operation.Method method,
      String name,
      String path,
      Optional<Operation.Action> action,
      Operation.Body<Q> body,
      int status,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.IAM,
        name,
        method,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        action,
        body,
        status,
        handler);
  }

  /** The caller's domain, where a path names one; no caller may look into another. */
  static DomainId domain(Call<?> call) {
    DomainId own = call.caller().domainId();
    if (!call.path().getOrDefault("domain_id", own.value()).equals(own.value())) {
      throw new Refusal(Failure.IAM_0003, "domain_id", Reason.NOT_ALLOWED);
    }
    return own;
  }

  /** The id of the user that the path names; no other text is the id of one. */
  static UserId userId(Call<?> call) {
    return userId(call.path("user_id"));
  }

  static UserId userId(String text) {
    return UserId.of(text)
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "user_id", Reason.ABSENT));
  }

  /** The id of the project that the path asks for; no other text is the id of one. */
  static ProjectId projectId(Call<?> call) {
    return ProjectId.of(call.path("asked_id"))
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "project_id", Reason.ABSENT));
  }

  /** Refuses a body that names another domain than the caller's. */
  static void requireOwn(Call<?> call, @Nullable String domainId) {
    if (domainId != null && !domainId.equals(call.caller().domainId().value())) {
      throw new Refusal(Failure.IAM_0003, "domain_id", Reason.NOT_ALLOWED);
    }
  }
}
