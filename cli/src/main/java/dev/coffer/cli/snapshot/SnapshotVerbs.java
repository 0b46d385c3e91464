package dev.coffer.cli.snapshot;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.cluster.Clusters;
import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Rows;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.output.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The noun {@code snapshot}. */
public final class SnapshotVerbs {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("name"),
          Column.text("cluster"),
          Column.text("status"),
          Column.bytes("size"),
          Column.time("begun"),
          Column.text("id"));
  private static final String PATH = "/v1.0/{project}/snapshots";

  private SnapshotVerbs() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("create", "Takes a snapshot of a cluster.", Create::new),
        Verb.of("list", "Lists snapshots.", Listing::new),
        Verb.of("show", "Shows a snapshot.", Show::new),
        Verb.of("restore", "Restores a snapshot to a new cluster.", Restore::new),
        Verb.destroying("delete", "Deletes a snapshot.", Delete::new));
  }

  private static List<ObjectNode> all(Api api) {
    return Rows.of(api.get(PATH).path("snapshots"), SnapshotVerbs::row);
  }

  private static ObjectNode row(JsonNode told) {
    ObjectNode row =
        Session.object()
            .put("id", told.path("id").asString())
            .put("name", told.path("name").asString())
            .put("cluster", told.path("cluster_name").asString())
            .put("cluster_id", told.path("cluster_id").asString())
            .put("status", told.path("status").asString())
            .put("size", Math.round(told.path("size").asDouble(0) * (1 << 30)));
    Rows.copy(row, "key_id", told.path("master_key_id"));
    Rows.time(row, "begun", told.path("started"));
    Rows.time(row, "ended", told.path("finished"));
    Rows.copy(row, "failure", told.path("failure_reason"));
    return row;
  }

  private static ObjectNode show(Api api, String id) {
    return row(api.get(PATH + "/" + id).path("snapshot"));
  }

  /** Takes one. */
  @Command(description = "Takes a snapshot of a cluster and waits until it is complete.")
  static final class Create extends RemoteVerb {
    @Parameters(paramLabel = "CLUSTER", description = "Its name or id.")
    private String cluster;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Its name.")
    private String name;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("cluster", cluster, Clusters.all(session.api()));
      ObjectNode body = Session.object();
      body.putObject("snapshot").put("name", name).put("cluster_id", found.path("id").asString());
      JsonNode begun = session.api().post(PATH, body);
      String id = begun.path("snapshot").path("id").asString();
      String job = begun.path("job_id").asString();
      if (session.waits()) {
        session.await("snapshot " + name, job);
        session.one(show(session.api(), id), COLUMNS);
      } else {
        session.one(Session.object().put("id", id).put("job_id", job), COLUMNS);
      }
      return ExitCode.DONE;
    }
  }

  /** Lists them. */
  @Command(description = "Lists the project's snapshots.")
  static final class Listing extends RemoteVerb {
    @Override
    protected ExitCode run(Session session) {
      session.list(all(session.api()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Shows one. */
  @Command(description = "Shows a snapshot.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "SNAPSHOT", description = "Its name or id.")
    private String snapshot;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("snapshot", snapshot, all(session.api()));
      session.one(show(session.api(), found.path("id").asString()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Restores one. */
  @Command(description = "Restores a snapshot to a new cluster; the captured one is not touched.")
  static final class Restore extends RemoteVerb {
    @Parameters(paramLabel = "SNAPSHOT", description = "Its name or id.")
    private String snapshot;

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "The new name.")
    private String name;

    @Option(names = "--port", paramLabel = "N", description = "Its port; else one is chosen.")
    private @Nullable Integer port;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("snapshot", snapshot, all(session.api()));
      ObjectNode body = Session.object();
      ObjectNode order = body.putObject("restore").put("name", name);
      if (port != null) {
        order.put("port", port);
      }
      String path = PATH + "/" + found.path("id").asString() + "/actions";
      Clusters.made(session, "restore to " + name, session.api().post(path, body));
      return ExitCode.DONE;
    }
  }

  /** Deletes one. */
  @Command(description = "Deletes a snapshot; nothing brings it back.")
  static final class Delete extends RemoteVerb {
    @Parameters(paramLabel = "SNAPSHOT", description = "Its whole name or id.")
    private String snapshot;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.findWhole("snapshot", snapshot, all(session.api()));
      String name = found.path("name").asString();
      session
          .questions()
          .confirm(
              "snapshot " + name,
              name,
              List.of("the state of cluster " + found.path("cluster").asString() + " as of then"));
      session.api().delete(PATH + "/" + found.path("id").asString(), null);
      session.one(found.put("status", "DELETED"), COLUMNS);
      return ExitCode.DONE;
    }
  }
}
