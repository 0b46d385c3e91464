package dev.coffer.cli.command;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs in one form, whichever service tells of them: those of clusters have ids without dashes. */
public final class Jobs {
  private Jobs() {}

  /** A job: {@code state} is waiting, running, done or failed. */
  public static ObjectNode show(Api api, String id) {
    if (id.matches("[0-9a-f]{32}")) {
      return ofCluster(api.get("/v1.0/{project}/job/" + id));
    }
    if (id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      return ofInstance(api.get("/v3/{project}/jobs?id=" + id).path("job"));
    }
    throw new Failed(
        ExitCode.USAGE, "'" + id + "' is no job's id", "the id that --no-wait printed, whole");
  }

  private static ObjectNode ofInstance(JsonNode job) {
    ObjectNode shown =
        Session.object()
            .put("id", job.path("id").asString())
            .put("work", job.path("name").asString())
            .put("state", state(job.path("status").asString()));
    percent(shown, job.path("process").asString(""));
    shown.put("instance", job.path("instance").path("name").asString(""));
    Rows.time(shown, "created", job.path("created"));
    Rows.time(shown, "ended", job.path("ended"));
    return failure(shown, job.path("fail_reason"));
  }

  private static ObjectNode ofCluster(JsonNode job) {
    ObjectNode shown =
        Session.object()
            .put("id", job.path("job_id").asString())
            .put("work", job.path("job_name").asString())
            .put("state", state(job.path("status").asString()));
    percent(shown, job.path("progress").asString(""));
    Rows.time(shown, "created", job.path("begin_time"));
    Rows.time(shown, "ended", job.path("end_time"));
    return failure(shown, job.path("failed_detail"));
  }

  private static ObjectNode failure(ObjectNode shown, JsonNode reason) {
    return reason.isString() ? shown.put("failure", reason.asString()) : shown;
  }

  private static void percent(ObjectNode shown, String text) {
    String digits = text.replace("%", "");
    boolean done = shown.path("state").asString().equals("done");
    shown.put("percent", done ? 100 : digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : 0);
  }

  private static String state(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "COMPLETED", "SUCCESS" -> "done";
      case "FAILED", "FAIL" -> "failed";
      case "RUNNING" -> "running";
      default -> "waiting";
    };
  }
}
