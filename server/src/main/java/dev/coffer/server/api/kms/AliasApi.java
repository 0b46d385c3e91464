package dev.coffer.server.api.kms;

import dev.coffer.server.failure.Reason;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.masterkey.Aliases;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Further names of keys. */
final class AliasApi {
  private static final String PATH = "/v1.0/{project_id}/kms/aliases";

  private final Aliases aliases;

  /** Which part of a resource name says where a key is. */
  private final String region;

  AliasApi(Aliases aliases, String region) {
    this.aliases = aliases;
    this.region = region;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "CreateAlias",
            Operation.Method.POST,
            PATH,
            Rows.write("alias:create"),
            Operation.Body.required(CreateRequest.class),
            this::create),
        Rows.row(
            "AssociateAlias",
            Operation.Method.POST,
            "/v1.0/{project_id}/kms/alias/associate",
            Rows.write("alias:associate"),
            Operation.Body.required(AssociateRequest.class),
            this::associate),
        Rows.row(
            "DeleteAlias",
            Operation.Method.DELETE,
            PATH,
            Rows.write("alias:delete"),
            Operation.Body.required(DeleteRequest.class),
            this::delete),
        Rows.row(
            "ListAliases",
            Operation.Method.GET,
            PATH,
            Rows.read("alias:list"),
            Operation.Body.none(),
            this::list));
  }

  record AliasView(
      DomainId domainId,
      KeyId keyId,
      String alias,
      String aliasUrn,
      String createTime,
      String updateTime) {}

  private AliasView view(Aliases.Alias alias) {
    String name = "alias/" + alias.name();
    return new AliasView(
        alias.domainId(),
        alias.keyId(),
        name,
        "kms:" + region + ":" + alias.domainId() + ":alias:" + alias.name(),
        KeyDetails.millis(alias.createdAt()),
        KeyDetails.millis(alias.updatedAt()));
  }

  record CreateRequest(@Nullable String keyId, @Nullable String alias) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    return Reply.of(
        view(
            aliases.create(
                call.projectId(),
                Rows.key(inputs, call.body().keyId()),
                inputs.present("alias", call.body().alias()))));
  }

  record AssociateRequest(@Nullable String alias, @Nullable String targetKeyId) {}

  private Reply associate(Call<AssociateRequest> call) {
    Inputs inputs = call.inputs();
    return Reply.of(
        view(
            aliases.associate(
                call.projectId(),
                inputs.present("alias", call.body().alias()),
                KeyResources.reference(
                    inputs.present("target_key_id", call.body().targetKeyId())))));
  }

  record DeleteRequest(@Nullable List<String> aliases, @Nullable String keyId) {}

  private Reply delete(Call<DeleteRequest> call) {
    Inputs inputs = call.inputs();
    List<String> names = inputs.present("aliases", call.body().aliases());
    if (names.isEmpty()) {
      throw inputs.refusal("aliases", Reason.MISSING);
    }
    aliases.delete(call.projectId(), Rows.key(inputs, call.body().keyId()), names);
    return Rows.done();
  }

  private static final String PROVIDER = "golangsdk/";

  record Page(List<AliasView> aliases, PageInfo pageInfo) {}

  record PageInfo(Optional<String> nextMarker, int currentCount) {}

  private Reply list(Call<Operation.Nothing> call) {
    List<AliasView> all =
        aliases
            .list(call.projectId(), call.query().get("key_id").map(KeyResources::reference))
            .stream()
            .map(this::view)
            .toList();
    Rows.Stretch<AliasView> stretch =
        Rows.Stretch.of(
            call.inputs(),
            all,
            call.query().get("marker").orElse(null),
            call.query().get("limit").orElse(null));
    var page =
        new Page(
            stretch.items(),
            new PageInfo(stretch.next().map(String::valueOf), stretch.items().size()));
    return Reply.of(readsOne(call) ? page : List.of(page));
  }

  /** The vendor's SDKs read a list of one page, its Terraform provider the page itself. */
  private static boolean readsOne(Call<?> call) {
    return call.header("user-agent").filter(agent -> agent.contains(PROVIDER)).isPresent();
  }
}
