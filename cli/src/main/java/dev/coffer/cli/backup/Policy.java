package dev.coffer.cli.backup;

import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.instance.Instances;
import dev.coffer.cli.output.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** When an instance is backed up without an order; with options, changes that first. */
@Command(
    description =
        "Shows when an instance is backed up by itself, and for how long that is kept. With --at and"
            + " --keep, sets it; with --none, ends it.")
final class Policy extends RemoteVerb {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("instance"),
          Column.text("window"),
          Column.text("days"),
          Column.text("keep_days"));
  private static final String EVERY_DAY = "1,2,3,4,5,6,7";

  @Parameters(paramLabel = "INSTANCE", description = "Its name or id.")
  private String instance;

  @Option(
      names = "--at",
      paramLabel = "HOUR",
      description = "The hour of the window in UTC, 0 to 23.")
  private @Nullable Integer at;

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      description = "Days of the week, such as 1,3,5; 1 is Monday. Every day unless given.")
  private @Nullable String days;

  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      description = "How many days an automatic backup is kept, 1 to 732.")
  private @Nullable Integer keep;

  @Option(names = "--none", description = "Takes no more automatic backups; keeps those there are.")
  private boolean none;

  @Override
  protected ExitCode run(Session session) {
    ObjectNode found = Named.find("instance", instance, Instances.all(session.api()));
    String path = "/v3/{project}/instances/" + found.path("id").asString() + "/backups/policy";
    if (none || at != null || keep != null || days != null) {
      session.api().put(path + "/update", Session.object().set("backup_policy", wanted()));
    }
    JsonNode policy = session.api().get(path).path("backup_policy");
    session.one(
        Session.object()
            .put("id", found.path("id").asString())
            .put("instance", found.path("name").asString())
            .put("window", policy.path("start_time").asString())
            .put("days", policy.path("period").asString())
            .put("keep_days", policy.path("keep_days").asInt()),
        COLUMNS);
    return ExitCode.DONE;
  }

  private ObjectNode wanted() {
    if (none) {
      if (at != null || keep != null || days != null) {
        throw new Failed(ExitCode.USAGE, "--none stands alone");
      }
      return policy(0, EVERY_DAY, 0);
    }
    Integer hour = at;
    Integer kept = keep;
    if (hour == null || kept == null || hour < 0 || hour > 23 || kept < 1) {
      throw new Failed(ExitCode.USAGE, "a policy needs --at 0 to 23 and --keep 1 to 732");
    }
    return policy(hour, days == null ? EVERY_DAY : days, kept);
  }

  private static ObjectNode policy(int hour, String period, int keepDays) {
    return Session.object()
        .put("start_time", "%02d:00-%02d:00".formatted(hour, (hour + 1) % 24))
        .put("period", period)
        .put("keep_days", keepDays);
  }
}
