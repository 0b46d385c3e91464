package dev.coffer.cli.audit;

import dev.coffer.cli.command.Periods;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.output.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists what the audit log tells of the domain, oldest first. */
@Command(description = "Lists who called what, oldest first; each line was verified by the server.")
public final class Events extends RemoteVerb {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("id"),
          Column.time("at"),
          Column.text("user"),
          Column.text("operation"),
          Column.text("status"),
          Column.text("resource"));

  private static final Set<String> ELSEWHERE = Set.of("number", "previous", "at", "actor");

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Of this time before now, such as 90s, 10m, 2h or 7d.")
  private @Nullable String since;

  @Option(names = "--user", paramLabel = "NAME", description = "Of this user alone.")
  private @Nullable String user;

  @Option(names = "--operation", paramLabel = "NAME", description = "Of this operation alone.")
  private @Nullable String operation;

  @Override
  protected ExitCode run(Session session) {
    Instant from =
        since == null ? Instant.MIN : Instant.now().minus(Periods.parse("--since", since));
    List<ObjectNode> rows = new ArrayList<>();
    String marker = "0";
    while (!marker.isEmpty()) {
      JsonNode page = session.api().get("/coffer/v1/audit/events?limit=100&marker=" + marker);
      for (JsonNode event : page.path("events")) {
        ObjectNode row = row(event);
        if (isWanted(row) && !Instant.parse(row.path("at").asString()).isBefore(from)) {
          rows.add(row);
        }
      }
      marker = page.path("marker").asString("");
    }
    session.list(rows, COLUMNS);
    return ExitCode.DONE;
  }

  private boolean isWanted(ObjectNode row) {
    return (user == null || user.equals(row.path("user").asString("")))
        && (operation == null || operation.equals(row.path("operation").asString("")));
  }

  private static ObjectNode row(JsonNode event) {
    ObjectNode row = Session.object().put("id", event.path("number").asString());
    row.put("at", event.path("at").asString());
    row.put("user", event.at("/actor/user_name").asString(""));
    row.set("user_id", event.at("/actor/user_id"));
    event.properties().stream()
        .filter(field -> !ELSEWHERE.contains(field.getKey()))
        .forEach(field -> row.set(field.getKey(), field.getValue()));
    return row;
  }
}
