package dev.coffer.cli.backup;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Rows;
import dev.coffer.cli.command.SecretOption;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.instance.Instances;
import dev.coffer.cli.output.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The noun {@code backup}. */
public final class Backups {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("name"),
          Column.text("instance"),
          Column.text("status"),
          Column.text("cipher"),
          Column.bytes("size"),
          Column.time("begun"),
          Column.text("id"),
          Column.time("checked"));
  private static final List<Column> TABLE = COLUMNS.subList(0, 7);
  private static final String PATH = "/v3/{project}/backups";
  private static final String EXTENSION = "/coffer/v1/{project}/backups/";

  private Backups() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("create", "Backs an instance up.", Create::new),
        Verb.of("list", "Lists backups.", Listing::new),
        Verb.of("show", "Shows a backup, its key and when it was last opened.", Show::new),
        Verb.of("check", "Reads a backup to its last byte and verifies it.", Check::new),
        Verb.of("policy", "Shows or sets when an instance is backed up by itself.", Policy::new),
        Verb.destroying("restore", "Restores a backup to a new or its old instance.", Restore::new),
        Verb.destroying("delete", "Deletes a backup.", Delete::new));
  }

  static List<ObjectNode> all(Api api) {
    return Rows.paged(api, PATH, "backups", Backups::row);
  }

  private static ObjectNode row(JsonNode told) {
    JsonNode encryption = told.path("encryption");
    ObjectNode row =
        Session.object()
            .put("id", told.path("id").asString())
            .put("name", told.path("name").asString())
            .put("instance", told.path("instance_name").asString())
            .put("instance_id", told.path("instance_id").asString())
            .put("status", told.path("status").asString())
            .put("encrypted", encryption.path("encrypted").asBoolean(false))
            .put("cipher", encryption.path("suite").asString("none"))
            .put("size", told.path("size").asLong(0) << 20);
    Rows.copy(row, "key_id", encryption.path("kms_key_id"));
    Rows.copy(row, "key_version", encryption.path("key_version"));
    Rows.time(row, "begun", told.path("begin_time"));
    Rows.time(row, "ended", told.path("end_time"));
    Rows.copy(row, "failure", told.path("fail_reason"));
    return row;
  }

  private static ObjectNode show(Api api, String id) {
    ObjectNode row = Named.findWhole("backup", id, Rows.of(one(api, id), Backups::row));
    JsonNode more = api.get(EXTENSION + id + "/encryption");
    Rows.copy(row, "key_state", more.path("key_state"));
    Rows.copy(row, "plaintext_digest", more.path("plaintext_digest"));
    JsonNode check = more.path("last_check");
    if (check.isObject()) {
      Rows.time(row, "checked", check.path("at"));
      row.put("opened", check.path("opened").asBoolean(false));
      Rows.copy(row, "check_failure", check.path("fail_reason"));
    }
    return row;
  }

  private static JsonNode one(Api api, String id) {
    return api.get(PATH + "?backup_id=" + id).path("backups");
  }

  /** Takes one. */
  @Command(description = "Backs an instance up and waits until the backup is complete.")
  static final class Create extends RemoteVerb {
    @Parameters(paramLabel = "INSTANCE", description = "Its name or id.")
    private String instance;

    @Option(names = "--name", paramLabel = "NAME", description = "The backup's name.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("instance", instance, Instances.all(session.api()));
      String called = name == null ? "backup-" + (System.currentTimeMillis() / 1000) : name;
      ObjectNode order =
          Session.object().put("instance_id", found.path("id").asString()).put("name", called);
      if (description != null) {
        order.put("description", description);
      }
      JsonNode begun = session.api().post(PATH + "/create", order);
      String id = begun.path("backup").path("id").asString();
      String job = begun.path("job_id").asString();
      if (session.waits()) {
        session.await("backup " + called, job);
        session.one(show(session.api(), id), COLUMNS);
      } else {
        session.one(Session.object().put("id", id).put("job_id", job), COLUMNS);
      }
      return ExitCode.DONE;
    }
  }

  /** Lists them. */
  @Command(description = "Lists the project's backups, newest last.")
  static final class Listing extends RemoteVerb {
    @Option(names = "--instance", paramLabel = "INSTANCE", description = "Of this one alone.")
    private @Nullable String instance;

    @Override
    protected ExitCode run(Session session) {
      List<ObjectNode> rows = all(session.api());
      if (instance != null) {
        String named = instance;
        rows =
            rows.stream()
                .filter(
                    row ->
                        row.path("instance").asString().equals(named)
                            || row.path("instance_id").asString().equals(named))
                .toList();
      }
      session.list(rows, TABLE);
      return ExitCode.DONE;
    }
  }

  /** Shows one. */
  @Command(description = "Shows a backup, its key and when it was last opened.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "BACKUP", description = "Its name or id.")
    private String backup;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("backup", backup, all(session.api()));
      session.one(show(session.api(), found.path("id").asString()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Verifies one. */
  @Command(
      description = {
        "Reads a backup to its last byte and verifies every frame.",
        "Exit code 3 where it does not open."
      })
  static final class Check extends RemoteVerb {
    @Parameters(paramLabel = "BACKUP", description = "Its name or id.")
    private String backup;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("backup", backup, all(session.api()));
      String id = found.path("id").asString();
      JsonNode begun = session.api().post(EXTENSION + id + "/check", null);
      if (!session.waits()) {
        session.finish("check", id, begun);
        return ExitCode.DONE;
      }
      boolean failed = false;
      try {
        session.await("check of " + found.path("name").asString(), begun.path("job_id").asString());
      } catch (Failed failure) {
        if (failure.code() != ExitCode.JOB_FAILED) {
          throw failure;
        }
        failed = true;
        session.tell("coffer: " + failure.getMessage());
      }
      ObjectNode shown = show(session.api(), id);
      session.one(shown, COLUMNS);
      return !failed && shown.path("opened").asBoolean(false) ? ExitCode.DONE : ExitCode.NO;
    }
  }

  /** Restores one. */
  @Command(
      description = {
        "Restores a backup: --as NAME to a new instance,",
        "or --over INSTANCE in place of an instance's data, which are destroyed."
      })
  static final class Restore extends RemoteVerb {
    @Parameters(paramLabel = "BACKUP", description = "Its name or id.")
    private String backup;

    @Option(names = "--as", paramLabel = "NAME", description = "The new instance's name.")
    private @Nullable String name;

    @Option(names = "--over", paramLabel = "INSTANCE", description = "Whose data to replace.")
    private @Nullable String over;

    @Mixin private SecretOption password;

    @Override
    protected ExitCode run(Session session) {
      if ((name == null) == (over == null)) {
        throw new Failed(
            ExitCode.USAGE, "either --as or --over is needed", "coffer backup restore --help");
      }
      ObjectNode found = Named.find("backup", backup, all(session.api()));
      return name == null ? over(session, found, String.valueOf(over)) : as(session, found, name);
    }

    private ExitCode as(Session session, ObjectNode found, String called) {
      ObjectNode order = Instances.order(called, password.fresh(session, "Password of root"));
      order
          .putObject("restore_point")
          .put("type", "backup")
          .put("source_instance_id", found.path("instance_id").asString())
          .put("backup_id", found.path("id").asString());
      Instances.make(session, "restore to " + called, order);
      return ExitCode.DONE;
    }

    private static ExitCode over(Session session, ObjectNode found, String target) {
      ObjectNode instance = Named.findWhole("instance", target, Instances.all(session.api()));
      String named = instance.path("name").asString();
      session
          .questions()
          .confirm(
              "the data of instance " + named,
              named,
              List.of("everything written after " + found.path("begun").asString("the backup")));
      ObjectNode order =
          Session.object()
              .put("type", "BACKUP")
              .put("source_instance_id", found.path("instance_id").asString())
              .put("target_instance_id", instance.path("id").asString())
              .put("backup_id", found.path("id").asString());
      session.finish(
          "restore over " + named,
          instance.path("id").asString(),
          session.api().post("/v3/{project}/instances/restore", order));
      return ExitCode.DONE;
    }
  }

  /** Deletes one. */
  @Command(description = "Deletes a backup; nothing brings it back.")
  static final class Delete extends RemoteVerb {
    @Parameters(paramLabel = "BACKUP", description = "Its whole name or id.")
    private String backup;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.findWhole("backup", backup, all(session.api()));
      String name = found.path("name").asString();
      session
          .questions()
          .confirm(
              "backup " + name,
              name,
              List.of(
                  "the state of instance "
                      + found.path("instance").asString()
                      + " as of "
                      + found.path("begun").asString("then")));
      session.api().delete(PATH + "/" + found.path("id").asString(), null);
      session.one(found.put("status", "DELETED"), COLUMNS);
      return ExitCode.DONE;
    }
  }
}
