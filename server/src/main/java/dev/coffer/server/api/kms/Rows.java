package dev.coffer.server.api.kms;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the rows of KMS have in common. */
final class Rows {
  private static final int LARGEST = 1000;
  private static final Pattern SEQUENCE = Pattern.compile("[0-9a-zA-Z-]{36}");

  private Rows() {}

  /** A body that carries the vendor's optional request id, and mostly names a key. */
  interface Sequenced {
    @Nullable String sequence();

    /** The key that the call is about; a record with such a component answers with it. */
    default @Nullable String keyId() {
      return null;
    }
  }

  /** A row whose path is {@code /v1.0/{project_id}/kms/} and the verb. */
  static <Q extends Sequenced> Operation<Q> row(
      String name,
      String verb,
      Operation.Action action,
      Class<Q> body,
      Operation.Handler<Q> handler) {
    return row(
        name,
        Operation.Method.POST,
        "/v1.0/{project_id}/kms/" + verb,
        action,
        Operation.Body.required(body),
        call -> {
          checkSequence(call.inputs(), call.body());
          return handler.handle(call);
        });
  }

  static <Q> Operation<Q> row(
      String name,
      Operation.Method method,
      String path,
      Operation.Action action,
      Operation.Body<Q> body,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.KMS,
        name,
        method,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.of(action),
        body,
        200,
        handler);
  }

  /** The answer of an operation that has none. */
  static Reply done() {
    return Reply.of(Map.of());
  }

  static KeyUser user(Call<?> call) {
    return new KeyUser(call.projectId(), call.caller().userId(), call.caller().domainId());
  }

  /** The key that a call names, by its id or as {@code alias/<name>}. */
  static KeyReference key(Inputs inputs, @Nullable String keyId) {
    return KeyResources.reference(inputs.present("key_id", keyId));
  }

  /** The key that the path names. */
  static KeyReference key(Call<?> call) {
    return KeyResources.reference(call.path("key_id"));
  }

  static byte[] base64(Inputs inputs, String field, @Nullable String text) {
    try {
      return Base64.getDecoder().decode(inputs.present(field, text));
    } catch (IllegalArgumentException e) {
      throw inputs.refusal(field, Reason.WRONG_FORM);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static byte[] associated(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  /** A stretch of a list, by how many to pass over; a limit over the largest is the largest. */
  record Stretch<T>(List<T> items, Optional<Integer> next, int total) {
    static <T> Stretch<T> of(
        Inputs inputs, List<T> all, @Nullable String marker, @Nullable String limit) {
      int from =
          marker == null || marker.isEmpty()
              ? 0
              : inputs.number("marker", marker, 0, Integer.MAX_VALUE);
      int most =
          limit == null || limit.isEmpty()
              ? LARGEST
              : Math.min(LARGEST, inputs.number("limit", limit, 1, Integer.MAX_VALUE));
      int begin = Math.min(from, all.size());
      int end = Math.min(begin + most, all.size());
      return new Stretch<>(
          List.copyOf(all.subList(begin, end)),
          end < all.size() ? Optional.of(end) : Optional.empty(),
          all.size());
    }

    String marker() {
      return next.map(String::valueOf).orElse("");
    }

    String truncated() {
      return String.valueOf(next.isPresent());
    }
  }

  static Operation.Action write(String name) {
    return new Operation.Action("kms:" + name, Operation.Action.Level.WRITE, "KeyId");
  }

  static Operation.Action use(String name) {
    return new Operation.Action("kms:" + name, Operation.Action.Level.USE, "KeyId");
  }

  static Operation.Action read(String name) {
    return new Operation.Action("kms:" + name, Operation.Action.Level.READ, "KeyId");
  }

  static void checkSequence(Inputs inputs, Sequenced body) {
    String sequence = body.sequence();
    if (sequence != null) {
      inputs.matching(Failure.KMS_0206, "sequence", SEQUENCE, sequence);
    }
  }
}
