package dev.coffer.server.api.kms;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.masterkey.Tags;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tags of keys, and keys by their tags. */
final class TagApi {
  private static final String OF_KEY = "/v1.0/{project_id}/kms/{key_id}/tags";

  /** In the vendor's path a variable that has one value, its own name. */
  private static final String RESOURCES = "resource_instances";

  private final Tags tags;

  TagApi(Tags tags) {
    this.tags = tags;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "CreateKmsTag",
            Operation.Method.POST,
            OF_KEY,
            Rows.write("cmkTag:create"),
            Operation.Body.required(CreateRequest.class),
            this::create),
        Rows.row(
            "BatchCreateKmsTags",
            Operation.Method.POST,
            OF_KEY + "/action",
            Rows.write("cmkTag:batch"),
            Operation.Body.required(BatchRequest.class),
            this::batch),
        Rows.row(
            "DeleteTag",
            Operation.Method.DELETE,
            OF_KEY + "/{key}",
            Rows.write("cmkTag:delete"),
            Operation.Body.none(),
            call -> {
              tags.delete(call.projectId(), Rows.key(call), List.of(call.path("key")));
              return Rows.done();
            }),
        Rows.row(
            "ShowKmsTags",
            Operation.Method.GET,
            OF_KEY,
            Rows.read("cmkTag:get"),
            Operation.Body.none(),
            this::show),
        Rows.row(
            "ListKmsTags",
            Operation.Method.GET,
            "/v1.0/{project_id}/kms/tags",
            Rows.read("cmkTag:list"),
            Operation.Body.none(),
            this::list),
        Rows.row(
            "ListKmsByTags",
            Operation.Method.POST,
            "/v1.0/{project_id}/kms/{" + RESOURCES + "}/action",
            Rows.read("cmkTag:listResources"),
            Operation.Body.required(FindRequest.class),
            this::find));
  }

  record TagView(@Nullable String key, @Nullable String value) {
    private Tags.Tag tag(Inputs inputs) {
      return new Tags.Tag(inputs.present("key", key), Objects.requireNonNullElse(value, ""));
    }

    private static TagView of(Tags.Tag tag) {
      return new TagView(tag.name(), tag.value());
    }
  }

  record CreateRequest(@Nullable TagView tag, @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply create(Call<CreateRequest> call) {
    Rows.checkSequence(call.inputs(), call.body());
    TagView tag = call.inputs().present("tag", call.body().tag());
    tags.put(call.projectId(), Rows.key(call), List.of(tag.tag(call.inputs())));
    return Rows.done();
  }

  record BatchRequest(
      @Nullable List<TagView> tags, @Nullable String action, @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply batch(Call<BatchRequest> call) {
    Inputs inputs = call.inputs();
    Rows.checkSequence(inputs, call.body());
    List<TagView> wanted = inputs.present("tags", call.body().tags());
    if (wanted.isEmpty()) {
      throw new Refusal(Failure.KMS_0401);
    }
    switch (inputs.present("action", call.body().action())) {
      case "create" ->
          tags.put(
              call.projectId(),
              Rows.key(call),
              wanted.stream().map(tag -> tag.tag(inputs)).toList());
      case "delete" ->
          tags.delete(
              call.projectId(),
              Rows.key(call),
              wanted.stream().map(tag -> inputs.present("key", tag.key())).toList());
      default -> throw new Refusal(Failure.KMS_0404, "action", Reason.UNKNOWN_VALUE);
    }
    return Rows.done();
  }

  record ShowResponse(List<TagView> tags, @JsonProperty("existTagsNum") int existTagsNum) {}

  private Reply show(Call<Operation.Nothing> call) {
    List<TagView> found =
        tags.of(call.projectId(), Rows.key(call)).stream().map(TagView::of).toList();
    return Reply.of(new ShowResponse(found, found.size()));
  }

  record ListResponse(List<Values> tags) {}

  record Values(@Nullable String key, @Nullable List<String> values) {}

  private Reply list(Call<Operation.Nothing> call) {
    return Reply.of(
        new ListResponse(
            tags.ofProject(call.projectId()).entrySet().stream()
                .map(entry -> new Values(entry.getKey(), entry.getValue()))
                .toList()));
  }

  record FindRequest(
      @Nullable String limit,
      @Nullable String offset,
      @Nullable String action,
      @Nullable List<Values> tags,
      @Nullable List<TagView> matches,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record FindResponse(Optional<List<Resource>> resources, int totalCount) {}

  record Resource(
      KeyId resourceId, KeyDetails resourceDetail, String resourceName, List<TagView> tags) {
    private static Resource of(Tags.Tagged tagged) {
      return new Resource(
          tagged.key().keyId(),
          KeyDetails.of(tagged.key()),
          tagged.key().alias(),
          tagged.tags().stream().map(TagView::of).toList());
    }
  }

  private Reply find(Call<FindRequest> call) {
    Inputs inputs = call.inputs();
    FindRequest request = call.body();
    if (!call.path(RESOURCES).equals(RESOURCES)) {
      throw new Refusal(Failure.APIGW_0101);
    }
    Rows.checkSequence(inputs, request);
    List<Tags.Tagged> found = tags.find(call.projectId(), filter(inputs, request));
    return switch (inputs.present("action", request.action())) {
      case "count" -> Reply.of(new FindResponse(Optional.empty(), found.size()));
      case "filter" -> {
        Rows.Stretch<Tags.Tagged> stretch =
            Rows.Stretch.of(inputs, found, request.offset(), request.limit());
        yield Reply.of(
            new FindResponse(
                Optional.of(stretch.items().stream().map(Resource::of).toList()), found.size()));
      }
      default -> throw new Refusal(Failure.KMS_0404, "action", Reason.UNKNOWN_VALUE);
    };
  }

  private static Tags.Filter filter(Inputs inputs, FindRequest request) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Values wanted : Objects.requireNonNullElse(request.tags(), List.<Values>of())) {
      values.put(
          inputs.present("key", wanted.key()),
          Objects.requireNonNullElse(wanted.values(), List.of()));
    }
    String alias = "";
    for (TagView match : Objects.requireNonNullElse(request.matches(), List.<TagView>of())) {
      if (!"resource_name".equals(match.key())) {
        throw new Refusal(Failure.KMS_0415, "matches", Reason.UNKNOWN_VALUE);
      }
      alias = inputs.present("value", match.value());
    }
    return new Tags.Filter(values, alias);
  }
}
