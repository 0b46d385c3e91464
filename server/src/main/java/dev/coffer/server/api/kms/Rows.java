package dev.coffer.server.api.kms;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Service;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the rows of KMS have in common. */
final class Rows {
  private static final Pattern SEQUENCE = Pattern.compile("[0-9a-zA-Z-]{36}");

  private Rows() {}

  /** A body that carries the vendor's optional request id. */
  interface Sequenced {
    @Nullable String sequence();
  }

  /** A row whose path is {@code /v1.0/{project_id}/kms/} and the verb. */
  static <Q extends Sequenced> Operation<Q> row(
      String name,
      String verb,
      Operation.Action action,
      Class<Q> body,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.KMS,
        name,
        Operation.Method.POST,
        PathTemplate.of("/v1.0/{project_id}/kms/" + verb),
        Operation.Admission.CALLER,
        Optional.of(action),
        Operation.Body.required(body),
        200,
        call -> {
          checkSequence(call.inputs(), call.body());
          return handler.handle(call);
        });
  }

  static Operation.Action write(String name) {
    return new Operation.Action("kms:" + name, Operation.Action.Level.WRITE, "KeyId");
  }

  static Operation.Action read(String name) {
    return new Operation.Action("kms:" + name, Operation.Action.Level.READ, "KeyId");
  }

  private static void checkSequence(Inputs inputs, Sequenced body) {
    String sequence = body.sequence();
    if (sequence != null) {
      inputs.matching(Failure.KMS_0206, "sequence", SEQUENCE, sequence);
    }
  }
}
