package dev.coffer.cli.key;

import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.text.Harmless;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells what dies with a key. */
@Command(description = "Tells what cannot be opened any more once a master key is deleted.")
final class Dependents extends RemoteVerb {
  private static final Map<String, String> LINES =
      Map.of(
          "encrypting_instances",
          "instance %s: its next backups need it; until its encryption is off or under another key",
          "encrypted_instances",
          "instance %s: no start opens its volume without it; needed until it is deleted",
          "encrypted_clusters",
          "cluster %s: no restart brings it up without it; needed until it is deleted",
          "encrypted_snapshots",
          "snapshot %s: nothing opens it without it; needed until it is deleted",
          "vaults",
          "vault %s: its database servers start no more; needed until it is deleted");

  @Parameters(paramLabel = "KEY", description = "Its name or id.")
  private String key;

  @Override
  protected ExitCode run(Session session) {
    String id = Keys.id(session.api(), key);
    JsonNode found = session.api().get("/coffer/v1/{project}/kms/keys/" + id + "/dependents");
    if (session.isForPeople()) {
      print(found, session.out());
    } else {
      session.one(((ObjectNode) found).put("id", id), List.of());
    }
    return ExitCode.DONE;
  }

  private static void print(JsonNode found, PrintWriter out) {
    out.println("key " + text(found, "key_id") + " " + text(found, "key_alias"));
    out.println("data keys issued: at least " + found.get("data_keys_issued").asLong());
    for (JsonNode backup : found.get("backups")) {
      out.printf(
          "backup %s %s of instance %s, begun %s: needed until it is deleted%n",
          text(backup, "id"),
          text(backup, "name"),
          text(backup, "instance_id"),
          text(backup, "begin_time"));
    }
    LINES.forEach(
        (field, line) ->
            found.path(field).forEach(one -> out.println(line.formatted(text(one, "id")))));
    if (found.hasNonNull("key_gone_at")) {
      out.println("the key is gone at " + text(found, "key_gone_at"));
    }
    out.flush();
  }

  private static String text(JsonNode of, String field) {
    return Harmless.line(of.path(field).asString());
  }
}
