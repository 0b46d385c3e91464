package dev.coffer.server.api.kms;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.UserId;
import dev.coffer.server.kms.masterkey.Grant;
import dev.coffer.server.kms.masterkey.Grants;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Grants of keys. */
final class GrantApi {
  private final Grants grants;

  GrantApi(Grants grants) {
    this.grants = grants;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "CreateGrant",
            "create-grant",
            Rows.write("grant:create"),
            CreateRequest.class,
            this::create),
        Rows.row(
            "ListGrants", "list-grants", Rows.read("grant:list"), ListRequest.class, this::list),
        Rows.row(
            "ListRetirableGrants",
            "list-retirable-grants",
            Rows.read("grant:listRetirable"),
            RetirableRequest.class,
            this::listRetirable),
        Rows.row(
            "CancelGrant",
            "revoke-grant",
            Rows.write("grant:revoke"),
            GrantRequest.class,
            this::revoke),
        Rows.row(
            "CancelSelfGrant",
            "retire-grant",
            Rows.write("grant:retire"),
            GrantRequest.class,
            this::retire));
  }

  record CreateRequest(
      @Nullable String keyId,
      @Nullable String granteePrincipal,
      @Nullable List<String> operations,
      @Nullable String name,
      @Nullable String retiringPrincipal,
      @Nullable String granteePrincipalType,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record CreateResponse(String grantId) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    CreateRequest request = call.body();
    KeyReference reference = Rows.key(inputs, request.keyId());
    var grantee =
        new Grant.Grantee(
            inputs.oneOf(
                "grantee_principal_type",
                Grant.Grantee.Type.class,
                Objects.requireNonNullElse(request.granteePrincipalType(), "user")),
            inputs.present("grantee_principal", request.granteePrincipal()));
    var operations =
        inputs.present("operations", request.operations()).stream()
            .map(name -> operation(inputs, name))
            .collect(Collectors.toSet());
    var wanted =
        new Grants.Wanted(
            grantee,
            operations,
            Optional.ofNullable(request.retiringPrincipal()).filter(id -> !id.isEmpty()),
            Objects.requireNonNullElse(request.name(), ""));
    return Reply.of(
        new CreateResponse(grants.create(Rows.user(call), reference, wanted).grantId()));
  }

  private static KeyOperation operation(Inputs inputs, String name) {
    return KeyOperation.ofWireName(name)
        .orElseThrow(() -> inputs.refusal("operations", Reason.UNKNOWN_VALUE));
  }

  record GrantView(
      KeyId keyId,
      String grantId,
      String granteePrincipal,
      String granteePrincipalType,
      List<String> operations,
      UserId issuingPrincipal,
      String creationDate,
      String name,
      Optional<String> retiringPrincipal) {
    private static GrantView of(Grant grant) {
      return new GrantView(
          grant.keyId(),
          grant.grantId(),
          grant.grantee().id(),
          grant.grantee().type().name().toLowerCase(Locale.ROOT),
          grant.operations().stream().sorted().map(KeyOperation::wireName).toList(),
          grant.issuedBy(),
          KeyDetails.millis(grant.createdAt()),
          grant.name(),
          grant.retiredBy());
    }
  }

  record ListResponse(List<GrantView> grants, String nextMarker, String truncated, int total) {
    private static ListResponse of(Rows.Stretch<Grant> stretch) {
      return new ListResponse(
          stretch.items().stream().map(GrantView::of).toList(),
          stretch.marker(),
          stretch.truncated(),
          stretch.total());
    }
  }

  record ListRequest(
      @Nullable String keyId,
      @Nullable String limit,
      @Nullable String marker,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply list(Call<ListRequest> call) {
    Inputs inputs = call.inputs();
    ListRequest request = call.body();
    List<Grant> all = grants.ofKey(call.projectId(), Rows.key(inputs, request.keyId()));
    return Reply.of(
        ListResponse.of(Rows.Stretch.of(inputs, all, request.marker(), request.limit())));
  }

  record RetirableRequest(
      @Nullable String limit, @Nullable String marker, @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply listRetirable(Call<RetirableRequest> call) {
    List<Grant> all = grants.retirableBy(Rows.user(call));
    return Reply.of(
        ListResponse.of(
            Rows.Stretch.of(call.inputs(), all, call.body().marker(), call.body().limit())));
  }

  record GrantRequest(@Nullable String keyId, @Nullable String grantId, @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply revoke(Call<GrantRequest> call) {
    grants.revoke(
        call.projectId(),
        Rows.key(call.inputs(), call.body().keyId()),
        call.inputs().present("grant_id", call.body().grantId()));
    return Rows.done();
  }

  private Reply retire(Call<GrantRequest> call) {
    String key = call.inputs().present("key_id", call.body().keyId());
    grants.retire(
        Rows.user(call),
        KeyId.of(key).orElseThrow(() -> new Refusal(Failure.KMS_2502, "key_id", Reason.MISMATCH)),
        call.inputs().present("grant_id", call.body().grantId()));
    return Rows.done();
  }
}
