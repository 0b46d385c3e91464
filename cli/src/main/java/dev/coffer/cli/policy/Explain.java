package dev.coffer.cli.policy;

import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a running server how it decides about a call, and prints each statement's part in it. */
@Command(
    description = {
      "Says whether a user may do something, which statement decides, and why the others do not.",
      "Exit code 0 where it is allowed, 3 where it is not."
    })
public final class Explain extends RemoteVerb {

  @Option(names = "--user", paramLabel = "NAME", required = true, description = "Who would call.")
  private String user;

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      required = true,
      description = "What it would do, such as gaussdbformysql:backup:encrypt.")
  private String action;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "The type of the resource, such as instance or KeyId.")
  private @Nullable String type;

  @Option(names = "--id", paramLabel = "ID", description = "The id of the resource.")
  private @Nullable String id;

  @Option(
      names = "--enterprise-project",
      paramLabel = "ID",
      description = "The enterprise project that the resource is in.")
  private @Nullable String enterpriseProject;

  @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag of the resource.")
  private Map<String, String> tags = new LinkedHashMap<>();

  @Option(names = "--source", paramLabel = "ADDRESS", description = "Where it would call from.")
  private @Nullable String source;

  @Override
  protected ExitCode run(Session session) {
    JsonNode answer =
        session.api().post("/coffer/v1/iam/explain", question(session.api().project()));
    if (session.isForPeople()) {
      print(answer, session.out());
    } else {
      session.one((ObjectNode) answer, List.of());
    }
    return isAllowed(answer) ? ExitCode.DONE : ExitCode.NO;
  }

  private Map<String, Object> question(String project) {
    var resource = new LinkedHashMap<String, Object>();
    putIfGiven(resource, "type", type);
    putIfGiven(resource, "id", id);
    putIfGiven(resource, "enterprise_project_id", enterpriseProject);
    resource.put("tags", tags);
    var question = new LinkedHashMap<String, Object>();
    question.put("user_name", user);
    question.put("action", action);
    question.put("project_id", project);
    question.put("resource", resource);
    putIfGiven(question, "source_ip", source);
    return question;
  }

  private static void putIfGiven(Map<String, Object> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  private void print(JsonNode answer, PrintWriter out) {
    out.printf("%s: %s may%s do %s%n", text(answer, "decision"), user, word(answer), action);
    for (JsonNode finding : answer.get("findings")) {
      JsonNode statement = finding.get("statement");
      out.printf(
          "  policy %s statement %d%s: %s, %s%s%n",
          text(statement, "policy_id"),
          statement.get("statement").asInt(),
          statement.has("sid") ? " (" + text(statement, "sid") + ")" : "",
          text(finding, "effect"),
          text(finding, "match").replace('_', ' '),
          finding.has("failing") ? ": " + text(finding, "failing") : "");
    }
    if (answer.has("duty")) {
      JsonNode duty = answer.get("duty");
      if (duty.has("needed")) {
        out.printf(
            "  duty: it takes the %s, which the user is%s%n",
            text(duty, "needed"), duty.get("held").asBoolean() ? "" : " not");
      } else {
        out.println("  duty: it is part of none, so every user is denied it");
      }
    }
    if (answer.get("granted").asBoolean()) {
      out.println("  grant: one of the key opens it, where no policy denies it");
    }
    out.flush();
  }

  private static String text(JsonNode of, String field) {
    return Harmless.line(of.path(field).asString());
  }

  private static String word(JsonNode answer) {
    return isAllowed(answer) ? "" : " not";
  }

  private static boolean isAllowed(JsonNode answer) {
    return answer.get("decision").asString().startsWith("allowed");
  }
}
