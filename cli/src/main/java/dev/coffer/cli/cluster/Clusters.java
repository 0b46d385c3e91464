package dev.coffer.cli.cluster;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Rows;
import dev.coffer.cli.command.SecretOption;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.key.Keys;
import dev.coffer.cli.output.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The noun {@code cluster}. */
public final class Clusters {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("name"),
          Column.text("status"),
          Column.text("address"),
          Column.text("nodes"),
          Column.time("created"),
          Column.text("id"));
  private static final String FIRST = "/v1.0/{project}/clusters";

  private Clusters() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("create", "Makes a cluster.", Create::new),
        Verb.of("list", "Lists clusters.", Listing::new),
        Verb.of("show", "Shows a cluster and its encryption.", Show::new),
        Verb.of("encrypt", "Encrypts a cluster while it serves.", Encrypt::new),
        Verb.of("rotate-key", "Gives an encrypted cluster a new key.", RotateKey::new),
        Verb.of("restart", "Restarts a cluster.", Restart::new),
        Verb.destroying("delete", "Deletes a cluster and its data.", Delete::new));
  }

  /** Every cluster of the project. */
  public static List<ObjectNode> all(Api api) {
    return Rows.of(api.get(FIRST).path("clusters"), Clusters::row);
  }

  private static ObjectNode row(JsonNode told) {
    JsonNode endpoints = told.path("endpoints");
    ObjectNode row =
        Session.object()
            .put("id", told.path("id").asString())
            .put("name", told.path("name").asString())
            .put("status", told.path("status").asString())
            .put("task", told.path("task_status").asString(""))
            .put(
                "address",
                endpoints.isEmpty() ? "" : endpoints.get(0).path("connect_info").asString(""))
            .put("nodes", told.path("number_of_node").asInt(0));
    Rows.copy(row, "user", told.path("user_name"));
    Rows.copy(row, "engine", told.path("kernel_version"));
    Rows.time(row, "created", told.path("created"));
    Rows.copy(row, "failure", told.path("failed_reasons").path("error_msg"));
    return row;
  }

  /** One cluster, with what it is encrypted under. */
  public static ObjectNode show(Api api, String id) {
    ObjectNode row = row(api.get(FIRST + "/" + id).path("cluster"));
    JsonNode info = api.get("/v1/{project}/clusters/" + id + "/encrypt-info");
    Rows.copy(row, "key_id", info.path("master_key_id"));
    Rows.copy(row, "cipher", info.path("crypt_algorithm"));
    JsonNode rotated = info.path("last_rotate_key_time");
    if (rotated.isString()) {
      row.put("key_rotated", rotated.asString().replace(' ', 'T') + "Z");
    }
    return row;
  }

  /** Waits for a cluster that an order makes, where that is wanted, and prints it. */
  public static void made(Session session, String what, JsonNode answer) {
    String id = answer.path("cluster").path("id").asString();
    String job = answer.path("job_id").asString();
    if (session.waits()) {
      session.await(what, job);
      session.one(show(session.api(), id), COLUMNS);
    } else {
      session.one(Session.object().put("id", id).put("job_id", job), COLUMNS);
    }
  }

  private static String algorithm(String cipher) {
    return switch (cipher) {
      case "aes" -> "generalCipher";
      case "sm4" -> "SMcompatible";
      default -> throw new Failed(ExitCode.USAGE, "--cipher does not know " + cipher, "aes or sm4");
    };
  }

  /** Makes one. */
  @Command(description = "Makes a warehouse cluster and waits until it serves.")
  static final class Create extends RemoteVerb {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

    @Option(
        names = "--nodes",
        paramLabel = "N",
        defaultValue = "3",
        description = "Data nodes: 1, or 3 to 256; 3 is the default.")
    private int nodes;

    @Option(
        names = "--port",
        paramLabel = "N",
        required = true,
        description = "Where users reach it: 8000 to 30000.")
    private int port;

    @Option(
        names = "--user",
        paramLabel = "NAME",
        defaultValue = "dbadmin",
        description = "Its administrator; dbadmin is the default.")
    private String user;

    @Option(names = "--key", paramLabel = "KEY", description = "Encrypts it from the start.")
    private @Nullable String key;

    @Option(
        names = "--cipher",
        paramLabel = "CIPHER",
        defaultValue = "aes",
        description = "aes (the default) or sm4, with --key.")
    private String cipher;

    @Mixin private SecretOption password;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode body = Session.object();
      ObjectNode order = body.putObject("cluster");
      order
          .put("name", name)
          .put("flavor", "local")
          .put("num_cn", 1)
          .put("num_node", nodes)
          .put("db_name", user)
          .put("db_port", port)
          .put("vpc_id", "local")
          .put("subnet_id", "local")
          .put("security_group_id", "local")
          .put("datastore_version", "9.1.0");
      if (key != null) {
        order
            .put("master_key_id", Keys.id(session.api(), key))
            .put("crypt_algorithm", algorithm(cipher));
      }
      order.put("db_password", password.fresh(session, "Password of " + user));
      made(session, "cluster " + name, session.api().post("/v2/{project}/clusters", body));
      return ExitCode.DONE;
    }
  }

  /** Lists them. */
  @Command(description = "Lists the project's clusters.")
  static final class Listing extends RemoteVerb {
    @Override
    protected ExitCode run(Session session) {
      session.list(all(session.api()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Shows one. */
  @Command(description = "Shows a cluster and what it is encrypted under.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "CLUSTER", description = "Its name or id.")
    private String cluster;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("cluster", cluster, all(session.api()));
      session.one(show(session.api(), found.path("id").asString()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Converts one. */
  @Command(
      description = {
        "Encrypts a cluster while it serves. It cannot be undone.",
        "Sessions are cut once, at the switch-over of each node."
      })
  static final class Encrypt extends RemoteVerb {
    @Parameters(paramLabel = "CLUSTER", description = "Its name or id.")
    private String cluster;

    @Option(names = "--key", paramLabel = "KEY", required = true, description = "The master key.")
    private String key;

    @Option(
        names = "--cipher",
        paramLabel = "CIPHER",
        defaultValue = "aes",
        description = "aes (the default) or sm4.")
    private String cipher;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("cluster", cluster, all(session.api()));
      String id = found.path("id").asString();
      ObjectNode body = Session.object();
      body.putObject("encrypt")
          .put("master_key_id", Keys.id(session.api(), key))
          .put("crypt_algorithm", algorithm(cipher));
      session.finish(
          "encryption of " + found.path("name").asString(),
          id,
          session.api().post("/v2/{project}/clusters/" + id + "/encrypt", body));
      return ExitCode.DONE;
    }
  }

  /** Gives one a new key. */
  @Command(description = "Gives an encrypted cluster a new key of its own.")
  static final class RotateKey extends RemoteVerb {
    @Parameters(paramLabel = "CLUSTER", description = "Its name or id.")
    private String cluster;

    @Option(names = "--key", paramLabel = "KEY", description = "Under another master key.")
    private @Nullable String key;

    @Override
    protected ExitCode run(Session session) {
      String id = Named.find("cluster", cluster, all(session.api())).path("id").asString();
      ObjectNode body = Session.object();
      if (key != null) {
        body.put("master_key_id", Keys.id(session.api(), key));
      }
      session.api().post("/v1/{project}/clusters/" + id + "/rotate-key", body);
      session.one(show(session.api(), id), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Restarts one. */
  @Command(description = "Restarts a cluster and waits until it serves.")
  static final class Restart extends RemoteVerb {
    @Parameters(paramLabel = "CLUSTER", description = "Its name or id.")
    private String cluster;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("cluster", cluster, all(session.api()));
      String id = found.path("id").asString();
      ObjectNode body = Session.object();
      body.putObject("restart");
      session.finish(
          "restart of " + found.path("name").asString(),
          id,
          session.api().post(FIRST + "/" + id + "/restart", body));
      return ExitCode.DONE;
    }
  }

  /** Deletes one. */
  @Command(description = "Deletes a cluster and its data. Its snapshots stay.")
  static final class Delete extends RemoteVerb {
    @Parameters(paramLabel = "CLUSTER", description = "Its whole name or id.")
    private String cluster;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.findWhole("cluster", cluster, all(session.api()));
      String id = found.path("id").asString();
      String name = found.path("name").asString();
      session
          .questions()
          .confirm(
              "cluster " + name,
              name,
              List.of(
                  "all its tables, unless its nodes are adopted and not encrypted (then they are"
                      + " only let go)",
                  "what was written since its last snapshot; its snapshots stay"));
      session.finish("deletion of " + name, id, session.api().delete(FIRST + "/" + id, null));
      return ExitCode.DONE;
    }
  }
}
