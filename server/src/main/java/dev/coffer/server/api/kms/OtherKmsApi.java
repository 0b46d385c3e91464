package dev.coffer.server.api.kms;

import dev.coffer.server.remotekms.RemoteStatus;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How the other KMS answers, where one is configured. */
public final class OtherKmsApi {
  private final Supplier<Optional<RemoteStatus>> status;

  public OtherKmsApi(Supplier<Optional<RemoteStatus>> status) {
    this.status = status;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.EXTENSION,
            "ShowOtherKms",
            Operation.Method.GET,
            PathTemplate.of("/coffer/v1/{project_id}/kms/other"),
            Operation.Admission.CALLER,
            Optional.of(new Operation.Action("kms:cmk:list", Operation.Action.Level.LIST, "*")),
            Operation.Body.none(),
            200,
            _ -> Reply.of(status.get().map(OtherKmsApi::response).orElseGet(Response::none))));
  }

  record Response(
      boolean configured,
      Optional<String> endpoint,
      Optional<Boolean> reachable,
      long calls,
      long retries,
      long failures,
      long slowestMilliseconds,
      Optional<String> lastAnswer,
      Optional<String> lastFailure) {
    private static Response none() {
      return new Response(
          false,
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          0,
          0,
          Optional.empty(),
          Optional.empty());
    }
  }

  private static Response response(RemoteStatus status) {
    return new Response(
        true,
        Optional.of(status.endpoint()),
        Optional.of(status.isReachable()),
        status.calls(),
        status.retries(),
        status.failures(),
        status.slowestMillis(),
        status.lastAnswer().map(Instant::toString),
        status.lastFailure());
  }
}
