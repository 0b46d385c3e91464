package dev.coffer.server.api.taurus;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceDetails;
import dev.coffer.server.instance.InstanceTags;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tags of instances: add, change, remove, list. Policies can ask for them. */
public final class InstanceTagApi {
  private static final String OF_INSTANCE = "/v3/{project_id}/instances/{instance_id}/tags";
  private static final Pattern KEY = Pattern.compile("[0-9A-Za-z_\\p{IsHan}-]{1,36}");
  private static final Pattern VALUE = Pattern.compile("[0-9A-Za-z_.\\p{IsHan}-]{0,43}");
  private static final int MOST = 20;

  private final Instances instances;
  private final InstanceTags tags;

  public InstanceTagApi(Instances instances, InstanceTags tags) {
    this.instances = instances;
    this.tags = tags;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.TAURUS,
            "BatchTagAction",
            Operation.Method.POST,
            PathTemplate.of(OF_INSTANCE + "/action"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("instance:dealTag", "instance")),
            Operation.Body.required(Request.class),
            200,
            this::change),
        Shapes.readOfInstances("ListInstanceTags", OF_INSTANCE, this::list),
        Shapes.readOfInstances("ListProjectTags", "/v3/{project_id}/tags", this::listOfProject));
  }

  record Request(@Nullable String action, @Nullable List<@Nullable Tag> tags) {}

  record Tag(@Nullable String key, @Nullable String value) {}

  private record Done() {}

  private enum Action {
    CREATE,
    DELETE
  }

  private Reply change(Call<Request> call) {
    Inputs inputs = call.inputs();
    Request request = call.body();
    var id = Shapes.instanceId(call);
    Action action =
        inputs.oneOf("action", Action.class, inputs.present("action", request.action()));
    List<Tag> named = new ArrayList<>();
    for (Tag tag : inputs.present("tags", request.tags())) {
      named.add(valid(inputs, inputs.present("tags", tag)));
    }
    inputs.within("tags", named.size(), 1, MOST);
    tags.change(
        call.projectId(),
        id,
        present ->
            switch (action) {
              case CREATE -> with(present, named);
              case DELETE -> without(present, named);
            });
    return Reply.of(new Done());
  }

  private static Tag valid(Inputs inputs, Tag tag) {
    inputs.matching("tags.key", KEY, inputs.present("tags.key", tag.key()));
    if (tag.value() != null) {
      inputs.matching("tags.value", VALUE, tag.value());
    }
    return tag;
  }

  /** A key that is there gets the new value. */
  private static List<InstanceDetails.Tag> with(
      List<InstanceDetails.Tag> present, List<Tag> added) {
    var all = new ArrayList<>(present);
    for (Tag tag : added) {
      all.removeIf(known -> known.key().equals(tag.key()));
      all.add(new InstanceDetails.Tag(text(tag.key()), text(tag.value())));
    }
    if (all.size() > MOST) {
      throw new Refusal(Failure.DBS_280204, "tags (at most 20)", Reason.OUT_OF_RANGE);
    }
    return all;
  }

  /** By the key, and by the value where there is one. */
  private static List<InstanceDetails.Tag> without(
      List<InstanceDetails.Tag> present, List<Tag> removed) {
    return present.stream().filter(tag -> removed.stream().noneMatch(r -> names(r, tag))).toList();
  }

  private static boolean names(Tag removed, InstanceDetails.Tag tag) {
    String value = removed.value();
    return tag.key().equals(removed.key())
        && (value == null || value.isEmpty() || value.equals(tag.value()));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  record Listed(int totalCount, List<InstanceView.Tag> tags) {}

  private Reply list(Call<Operation.Nothing> call) {
    DatabaseInstance instance = instances.require(call.projectId(), Shapes.instanceId(call));
    List<InstanceView.Tag> all = InstanceView.tags(instance.details());
    return Reply.of(new Listed(all.size(), page(call, all)));
  }

  record OfProject(int totalCount, List<Values> tags) {}

  record Values(String key, SequencedSet<String> values) {}

  private Reply listOfProject(Call<Operation.Nothing> call) {
    SequencedMap<String, SequencedSet<String>> values = new TreeMap<>();
    for (DatabaseInstance instance : instances.list(call.projectId())) {
      for (InstanceDetails.Tag tag : instance.details().tags()) {
        values.computeIfAbsent(tag.key(), _ -> new TreeSet<>()).add(tag.value());
      }
    }
    List<Values> all =
        values.entrySet().stream().map(e -> new Values(e.getKey(), e.getValue())).toList();
    return Reply.of(new OfProject(all.size(), page(call, all)));
  }

  private static <T> List<T> page(Call<Operation.Nothing> call, List<T> all) {
    int offset = call.inputs().number(call.query(), "offset", 0, Integer.MAX_VALUE, 0);
    int limit = call.inputs().number(call.query(), "limit", 1, 100, 100);
    return all.stream().skip(offset).limit(limit).toList();
  }
}
