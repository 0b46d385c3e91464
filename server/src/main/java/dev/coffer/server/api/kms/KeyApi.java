package dev.coffer.server.api.kms;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyOrigin;
import dev.coffer.server.kms.masterkey.KeyQuery;
import dev.coffer.server.kms.masterkey.KeyState;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.masterkey.NewKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.KeyUsage;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Resource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The life of master keys. */
final class KeyApi {
  private static final String DEFAULT_ENTERPRISE_PROJECT = "0";

  private final MasterKeys keys;

  KeyApi(MasterKeys keys) {
    this.keys = keys;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "CreateKey", "create-key", Rows.write("cmk:create"), CreateRequest.class, this::create),
        Rows.row(
            "ListKeyDetail",
            "describe-key",
            Rows.read("cmk:get"),
            KeyRequest.class,
            this::describe),
        Rows.row("ListKeys", "list-keys", Rows.read("cmk:list"), ListRequest.class, this::list),
        Rows.row(
            "EnableKey",
            "enable-key",
            Rows.write("cmk:enable"),
            KeyRequest.class,
            call -> change(call, keys::enable)),
        Rows.row(
            "DisableKey",
            "disable-key",
            Rows.write("cmk:disable"),
            KeyRequest.class,
            call -> change(call, keys::disable)),
        Rows.row(
            "DeleteKey",
            "schedule-key-deletion",
            Rows.write("cmk:delete"),
            DeleteRequest.class,
            this::scheduleDeletion),
        Rows.row(
            "CancelKeyDeletion",
            "cancel-key-deletion",
            Rows.write("cmk:cancelDeletion"),
            KeyRequest.class,
            this::cancelDeletion),
        Rows.row(
            "UpdateKeyAlias",
            "update-key-alias",
            Rows.write("cmk:update"),
            AliasRequest.class,
            this::rename),
        Rows.row(
            "UpdateKeyDescription",
            "update-key-description",
            Rows.write("cmk:update"),
            DescriptionRequest.class,
            this::redescribe));
  }

  record KeyRequest(@Nullable String keyId, @Nullable String sequence) implements Rows.Sequenced {}

  @RefusedFields({"vm_id"})
  record CreateRequest(
      @Nullable String keyAlias,
      @Nullable String keySpec,
      @Nullable String keyUsage,
      @Nullable String keyDescription,
      @Nullable String origin,
      @Nullable String enterpriseProjectId,
      @Nullable String sequence,
      @Nullable String keystoreId)
      implements Rows.Sequenced, Resource.Ordering {
    @Override
    public Resource.Attributes ordered() {
      return new Resource.Attributes(Optional.of(enterpriseProject()), Map.of());
    }

    private String enterpriseProject() {
      return Objects.requireNonNullElse(enterpriseProjectId, DEFAULT_ENTERPRISE_PROJECT);
    }
  }

  record CreateResponse(Made keyInfo) {}

  record Made(KeyId keyId, DomainId domainId) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    CreateRequest request = call.body();
    String alias = inputs.present("key_alias", request.keyAlias());
    KeySpec spec =
        inputs.oneOf(
            "key_spec", KeySpec.class, Objects.requireNonNullElse(request.keySpec(), "AES_256"));
    Optional<KeyUsage> usage =
        Optional.ofNullable(request.keyUsage())
            .map(name -> inputs.oneOf("key_usage", KeyUsage.class, name));
    KeyOrigin origin =
        inputs.oneOf(
            "origin", KeyOrigin.class, Objects.requireNonNullElse(request.origin(), "kms"));
    if (request.keystoreId() != null) {
      throw inputs.refusal("keystore_id", Reason.UNSUPPORTED);
    }
    var owner =
        new MasterKey.Owner(
            call.projectId(), call.caller().domainId(), request.enterpriseProject());
    String description = Objects.requireNonNullElse(request.keyDescription(), "");
    MasterKey key = keys.create(new NewKey(owner, alias, description, spec, usage, origin));
    return Reply.of(new CreateResponse(new Made(key.keyId(), owner.domainId())));
  }

  record DescribeResponse(KeyDetails keyInfo) {}

  private Reply describe(Call<KeyRequest> call) {
    return Reply.of(
        new DescribeResponse(
            KeyDetails.of(keys.describe(Rows.user(call), key(call), KeyOperation.DESCRIBE_KEY))));
  }

  private static KeyReference key(Call<KeyRequest> call) {
    return Rows.key(call.inputs(), call.body().keyId());
  }

  record ListRequest(
      @Nullable String limit,
      @Nullable String marker,
      @Nullable String keyState,
      @Nullable String keySpec,
      @Nullable String enterpriseProjectId,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record ListResponse(
      List<KeyId> keys,
      List<KeyDetails> keyDetails,
      String nextMarker,
      String truncated,
      int total) {}

  private Reply list(Call<ListRequest> call) {
    Inputs inputs = call.inputs();
    ListRequest request = call.body();
    KeyQuery all = KeyQuery.of(call.projectId());
    String spec = Objects.requireNonNullElse(request.keySpec(), "AES_256");
    var query =
        new KeyQuery(
            call.projectId(),
            Optional.ofNullable(request.keyState())
                .map(
                    code ->
                        KeyState.ofDigit(code)
                            .orElseThrow(() -> inputs.refusal("key_state", Reason.UNKNOWN_VALUE))),
            spec.equals("ALL")
                ? Optional.empty()
                : Optional.of(inputs.oneOf("key_spec", KeySpec.class, spec)),
            Optional.ofNullable(request.enterpriseProjectId()),
            request.marker() == null || request.marker().isEmpty()
                ? 0
                : inputs.number("marker", request.marker(), Integer.MIN_VALUE, Integer.MAX_VALUE),
            request.limit() == null
                ? all.limit()
                : Math.min(
                    all.limit(),
                    inputs.number("limit", request.limit(), Integer.MIN_VALUE, Integer.MAX_VALUE)));
    KeyQuery.Page page = keys.list(query);
    return Reply.of(
        new ListResponse(
            page.keys().stream().map(MasterKey::keyId).toList(),
            page.keys().stream().map(KeyDetails::of).toList(),
            page.next().map(String::valueOf).orElse(""),
            String.valueOf(page.next().isPresent()),
            page.total()));
  }

  record StateResponse(Changed keyInfo) {}

  record Changed(KeyId keyId, String keyState) {}

  private static Reply change(
      Call<KeyRequest> call, BiFunction<ProjectId, KeyReference, MasterKey> change) {
    MasterKey key = change.apply(call.projectId(), key(call));
    return Reply.of(new StateResponse(changed(key)));
  }

  private static Changed changed(MasterKey key) {
    return new Changed(key.keyId(), key.state().digit());
  }

  record DeleteRequest(
      @Nullable String keyId, @Nullable String pendingDays, @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply scheduleDeletion(Call<DeleteRequest> call) {
    Inputs inputs = call.inputs();
    KeyReference reference = Rows.key(inputs, call.body().keyId());
    String days = inputs.present("pending_days", call.body().pendingDays());
    int number = inputs.number("pending_days", days, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return Reply.of(changed(keys.scheduleDeletion(call.projectId(), reference, number)));
  }

  private Reply cancelDeletion(Call<KeyRequest> call) {
    return Reply.of(changed(keys.cancelDeletion(call.projectId(), key(call))));
  }

  record AliasRequest(@Nullable String keyId, @Nullable String keyAlias, @Nullable String sequence)
      implements Rows.Sequenced {}

  record AliasResponse(Renamed keyInfo) {}

  record Renamed(KeyId keyId, String keyAlias) {}

  private Reply rename(Call<AliasRequest> call) {
    Inputs inputs = call.inputs();
    KeyReference reference = Rows.key(inputs, call.body().keyId());
    String alias = inputs.present("key_alias", call.body().keyAlias());
    MasterKey key = keys.rename(call.projectId(), reference, alias);
    return Reply.of(new AliasResponse(new Renamed(key.keyId(), key.alias())));
  }

  record DescriptionRequest(
      @Nullable String keyId, @Nullable String keyDescription, @Nullable String sequence)
      implements Rows.Sequenced {}

  record DescriptionResponse(Redescribed keyInfo) {}

  record Redescribed(KeyId keyId, String keyDescription) {}

  private Reply redescribe(Call<DescriptionRequest> call) {
    Inputs inputs = call.inputs();
    KeyReference reference = Rows.key(inputs, call.body().keyId());
    if (call.body().keyDescription() == null) {
      throw new Refusal(Failure.KMS_0204, "key_description", Reason.MISSING);
    }
    MasterKey key = keys.redescribe(call.projectId(), reference, call.body().keyDescription());
    return Reply.of(new DescriptionResponse(new Redescribed(key.keyId(), key.description())));
  }
}
