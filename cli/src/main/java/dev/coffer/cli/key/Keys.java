package dev.coffer.cli.key;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.Periods;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Rows;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.output.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The noun {@code key}. */
public final class Keys {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("name"),
          Column.text("state"),
          Column.text("spec"),
          Column.time("created"),
          Column.time("gone_at"),
          Column.text("id"));
  private static final String KMS = "/v1.0/{project}/kms/";

  private Keys() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("create", "Makes a master key.", Create::new),
        Verb.of("list", "Lists master keys.", Listing::new),
        Verb.of("show", "Shows a master key and its rotation.", Show::new),
        Verb.of("enable", "Lets a key be used again.", () -> new Change("enable-key")),
        Verb.destroying("disable", "Keeps a key from being used.", () -> new Change("disable-key")),
        Verb.of("rotate", "Makes the next version of a key.", Rotate::new),
        Verb.destroying("delete", "Schedules a key's deletion.", Delete::new),
        Verb.of("dependents", "Tells what dies with a key.", Dependents::new),
        Verb.of("undelete", "Cancels a key's deletion.", () -> new Change("cancel-key-deletion")));
  }

  /** Every master key of the project. */
  public static List<ObjectNode> all(Api api) {
    List<ObjectNode> rows = new ArrayList<>();
    String marker = "";
    while (true) {
      ObjectNode asked = Session.object().put("limit", "100").put("key_spec", "ALL");
      if (!marker.isEmpty()) {
        asked.put("marker", marker);
      }
      JsonNode page = api.post(KMS + "list-keys", asked);
      page.path("key_details").forEach(key -> rows.add(row(key)));
      marker = page.path("next_marker").asString("");
      if (marker.isEmpty() || !page.path("truncated").asString("").equals("true")) {
        return rows;
      }
    }
  }

  /** The id of the key that was named. */
  public static String id(Api api, String named) {
    return Named.find("key", named, all(api)).path("id").asString();
  }

  private static ObjectNode row(JsonNode key) {
    ObjectNode row =
        Session.object()
            .put("id", key.path("key_id").asString())
            .put("name", key.path("key_alias").asString())
            .put("state", state(key.path("key_state").asString("")))
            .put("spec", key.path("key_spec").asString())
            .put("usage", key.path("key_usage").asString())
            .put("origin", key.path("origin").asString())
            .put("rotates", key.path("key_rotation_enabled").asString("").equals("true"));
    Rows.millis(row, "created", key.path("creation_date"));
    Rows.millis(row, "gone_at", key.path("scheduled_deletion_date"));
    if (!key.path("key_description").asString("").isEmpty()) {
      row.put("description", key.path("key_description").asString());
    }
    return row;
  }

  private static String state(String digit) {
    return switch (digit) {
      case "1" -> "waiting for activation";
      case "2" -> "enabled";
      case "3" -> "disabled";
      case "4" -> "to be deleted";
      case "5" -> "waiting for import";
      default -> digit;
    };
  }

  private static ObjectNode show(Api api, String id) {
    ObjectNode key = Session.object().put("key_id", id);
    return row(api.post(KMS + "describe-key", key).path("key_info"));
  }

  /** Makes one. */
  @Command(description = "Makes a master key.")
  static final class Create extends RemoteVerb {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

    @Option(
        names = "--spec",
        paramLabel = "SPEC",
        defaultValue = "AES_256",
        description = "AES_256 (the default), SM4 or another spec of the KMS.")
    private String spec;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode order = Session.object().put("key_alias", name).put("key_spec", spec);
      if (description != null) {
        order.put("key_description", description);
      }
      JsonNode made = session.api().post(KMS + "create-key", order);
      session.one(show(session.api(), made.path("key_info").path("key_id").asString()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Lists them. */
  @Command(description = "Lists the project's master keys.")
  static final class Listing extends RemoteVerb {
    @Override
    protected ExitCode run(Session session) {
      session.list(all(session.api()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Shows one. */
  @Command(description = "Shows a master key.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "KEY", description = "Its name or id.")
    private String key;

    @Override
    protected ExitCode run(Session session) {
      session.one(show(session.api(), id(session.api(), key)), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Changes the state of one. */
  @Command(description = "Changes whether a key can be used.")
  static final class Change extends RemoteVerb {
    private final String operation;

    @Parameters(paramLabel = "KEY", description = "Its name or id.")
    private String key;

    Change(String operation) {
      this.operation = operation;
    }

    @Override
    protected ExitCode run(Session session) {
      String id = id(session.api(), key);
      session.api().post(KMS + operation, Session.object().put("key_id", id));
      session.one(show(session.api(), id), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Makes the next version. */
  @Command(description = "Makes the next version of a key; former ones still open what they did.")
  static final class Rotate extends RemoteVerb {
    @Parameters(paramLabel = "KEY", description = "Its name or id.")
    private String key;

    @Override
    protected ExitCode run(Session session) {
      String id = id(session.api(), key);
      session.api().post("/coffer/v1/{project}/kms/keys/" + id + "/rotate", null);
      session.one(show(session.api(), id), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Schedules the end of one. */
  @Command(description = "Schedules a key's deletion, which can be cancelled until then.")
  static final class Delete extends RemoteVerb {
    @Parameters(paramLabel = "KEY", description = "Its whole name or id.")
    private String key;

    @Option(
        names = "--after",
        paramLabel = "DAYS",
        defaultValue = "7d",
        description = "When it is deleted: 7d (the default) to 1096d.")
    private String after;

    @Override
    protected ExitCode run(Session session) {
      long days = Periods.parse("--after", after).toDays();
      ObjectNode found = Named.findWhole("key", key, all(session.api()));
      String id = found.path("id").asString();
      String name = found.path("name").asString();
      session.questions().confirm("key " + name, name, dies(session.api(), id));
      session
          .api()
          .post(
              KMS + "schedule-key-deletion",
              Session.object().put("key_id", id).put("pending_days", String.valueOf(days)));
      session.one(show(session.api(), id), COLUMNS);
      return ExitCode.DONE;
    }

    private static List<String> dies(Api api, String id) {
      JsonNode found = api.get("/coffer/v1/{project}/kms/keys/" + id + "/dependents");
      List<String> lines = new ArrayList<>();
      found
          .path("backups")
          .forEach(
              backup ->
                  lines.add(
                      "backup "
                          + backup.path("name").asString()
                          + " of instance "
                          + backup.path("instance_name").asString()));
      Map<String, String> others =
          Map.of(
              "encrypting_instances", "the next backups of instance ",
              "encrypted_instances", "instance ",
              "encrypted_clusters", "cluster ",
              "encrypted_snapshots", "snapshot ",
              "vaults", "what starts with the keys of vault ");
      others.forEach(
          (field, words) ->
              found.path(field).forEach(one -> lines.add(words + one.path("id").asString())));
      return lines.isEmpty() ? List.of("nothing that this server knows of") : lines;
    }
  }
}
