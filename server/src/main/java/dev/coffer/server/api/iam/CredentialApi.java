package dev.coffer.server.api.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Access keys that exist: list, show, switch off and on, delete. A secret key is told never again.
 */
final class CredentialApi {
  private static final String KEYS = "/v3.0/OS-CREDENTIAL/credentials";
  private static final String KEY = KEYS + "/{access_key}";

  private final Iam iam;

  CredentialApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.read(
            "ListPermanentAccessKeys", KEYS, "iam:credentials:listCredentials", this::list),
        AccountRows.read(
            "ShowPermanentAccessKey", KEY, "iam:credentials:showCredential", this::show),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdatePermanentAccessKey",
            KEY,
            "iam:credentials:updateCredential",
            Operation.Body.required(UpdateRequest.class),
            200,
            this::update),
        AccountRows.change(
            Operation.Method.DELETE,
            "DeletePermanentAccessKey",
            KEY,
            "iam:credentials:deleteCredential",
            Operation.Body.none(),
            204,
            this::delete));
  }

  record ListResponse(List<Shown> credentials) {}

  record ShowResponse(Shown credential) {}

  record Shown(
      UserId userId, String access, String status, String createTime, String description) {}

  private Reply list(Call<Operation.Nothing> call) {
    UserId userId =
        call.query().get("user_id").map(AccountRows::userId).orElse(call.caller().userId());
    boolean own = iam.users().find(call.caller().domainId(), userId).isPresent();
    if (!own) {
      throw new Refusal(Failure.IAM_0004, "user_id", Reason.ABSENT);
    }
    return Reply.of(
        new ListResponse(iam.accessKeys().of(userId).stream().map(CredentialApi::shown).toList()));
  }

  private Reply show(Call<Operation.Nothing> call) {
    return Reply.of(new ShowResponse(shown(key(call))));
  }

  record UpdateRequest(@Nullable Update credential) {}

  record Update(@Nullable String status, @Nullable String description) {}

  private enum Status {
    ACTIVE,
    INACTIVE
  }

  private Reply update(Call<UpdateRequest> call) {
    Inputs inputs = call.inputs();
    AccessKeys.Known known = key(call);
    Update asked = inputs.present("credential", call.body().credential());
    boolean active =
        asked.status() == null
            ? known.active()
            : inputs.oneOf("credential.status", Status.class, asked.status()) == Status.ACTIVE;
    String description = Objects.requireNonNullElse(asked.description(), known.description());
    iam.accessKeys().update(known.accessKey(), active, description);
    return Reply.of(new ShowResponse(shown(key(call))));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    iam.accessKeys().delete(key(call).accessKey());
    return Reply.empty();
  }

  // A key of another domain is as if it did not exist.
  private AccessKeys.Known key(Call<?> call) {
    return iam.accessKeys()
        .find(call.path("access_key"))
        .filter(k -> iam.users().find(call.caller().domainId(), k.userId()).isPresent())
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "access_key", Reason.ABSENT));
  }

  private static Shown shown(AccessKeys.Known known) {
    Status status = known.active() ? Status.ACTIVE : Status.INACTIVE;
    return new Shown(
        known.userId(),
        known.accessKey(),
        status.name().toLowerCase(Locale.ROOT),
        known.createdAt().truncatedTo(ChronoUnit.MILLIS).toString(),
        known.description());
  }
}
