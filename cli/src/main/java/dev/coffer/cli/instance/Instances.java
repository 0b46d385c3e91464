package dev.coffer.cli.instance;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Rows;
import dev.coffer.cli.command.SecretOption;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.output.Column;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The noun {@code instance}. */
public final class Instances {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("name"),
          Column.text("status"),
          Column.text("address"),
          Column.time("created"),
          Column.text("id"));
  private static final String PATH = "/v3/{project}/instances";

  private Instances() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("create", "Makes an instance.", Create::new),
        Verb.of("adopt", "Takes over a MariaDB that runs already, changing nothing.", Adopt::new),
        Verb.of("list", "Lists instances.", Listing::new),
        Verb.of("show", "Shows an instance.", Show::new),
        Verb.of("restart", "Restarts an instance.", Restart::new),
        Verb.destroying("delete", "Deletes an instance and its data.", Delete::new));
  }

  /** Every instance of the project. */
  public static List<ObjectNode> all(Api api) {
    return Rows.paged(api, PATH, "instances", Instances::row);
  }

  static ObjectNode row(JsonNode told) {
    JsonNode addresses =
        told.has("private_ips") ? told.path("private_ips") : told.path("private_write_ips");
    String port = told.path("port").asString("");
    ObjectNode row =
        Session.object()
            .put("id", told.path("id").asString())
            .put("name", told.path("name").asString())
            .put("status", status(told.path("status").asString("")))
            .put("address", addresses.isEmpty() ? "" : addresses.get(0).asString() + ":" + port);
    Rows.copy(row, "user", told.path("db_user_name"));
    Rows.copy(row, "engine", told.path("datastore").path("kernel_version"));
    Rows.time(row, "created", told.path("created"));
    Rows.time(row, "updated", told.path("updated"));
    if (told.path("tde_info").path("enable_tde").asBoolean(false)) {
      Rows.copy(row, "file_encryption", told.path("tde_info").path("encryption_type"));
    }
    return row;
  }

  // Two versions of the vendor's API have two words for an instance that serves.
  private static String status(String told) {
    return told.equals("normal") ? "active" : told.toLowerCase(Locale.ROOT);
  }

  static ObjectNode show(Api api, String id) {
    return row(api.get("/v3.1/{project}/instances/" + id).path("instance"));
  }

  /** What an order has to have on the vendor's wire and nothing here depends on. */
  public static ObjectNode order(String name, String password) {
    ObjectNode order =
        Session.object()
            .put("name", name)
            .put("region", "local")
            .put("mode", "Cluster")
            .put("flavor_ref", "local")
            .put("vpc_id", "local")
            .put("subnet_id", "local")
            .put("availability_zone_mode", "single")
            .put("slave_count", 0)
            .put("password", password);
    order.putObject("datastore").put("type", "gaussdb-mysql").put("version", "8.0");
    return order;
  }

  /** Orders an instance, waits where that is wanted, and prints it. */
  public static void make(Session session, String what, ObjectNode order) {
    JsonNode made = session.api().post(PATH, order);
    String id = made.path("instance").path("id").asString();
    String job = made.path("job_id").asString();
    if (session.waits()) {
      session.await(what, job);
      session.one(show(session.api(), id), COLUMNS);
    } else {
      session.one(Session.object().put("id", id).put("job_id", job), COLUMNS);
    }
  }

  /** Makes one. */
  @Command(description = "Makes a MariaDB instance and waits until it serves.")
  static final class Create extends RemoteVerb {
    @Parameters(paramLabel = "NAME", description = "4 to 64 letters, digits, - and _.")
    private String name;

    @Option(
        names = "--file-encryption",
        paramLabel = "CIPHER",
        description = "Encrypts its files, too: AES256 or SM4.")
    private @Nullable String cipher;

    @Mixin private SecretOption password;

    @Override
    protected ExitCode run(Session session) {
      session.api();
      ObjectNode order = order(name, password.fresh(session, "Password of root"));
      if (cipher != null) {
        order.putObject("tde_info").put("enable_tde", true).put("encryption_type", cipher);
      }
      make(session, "instance " + name, order);
      return ExitCode.DONE;
    }
  }

  /** Takes one over. */
  @Command(description = "Takes over a MariaDB that runs on the server's host.")
  static final class Adopt extends RemoteVerb {
    @Parameters(paramLabel = "NAME", description = "What it is to be called.")
    private String name;

    @Option(names = "--socket", paramLabel = "PATH", description = "Its Unix socket.")
    private @Nullable String socket;

    @Option(names = "--host", paramLabel = "HOST", description = "Or its address.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "And its port.")
    private @Nullable Integer port;

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "Its user.")
    private String user;

    @Option(
        names = "--data-directory",
        paramLabel = "DIR",
        required = true,
        description = "Where its data is.")
    private String directory;

    @Mixin private SecretOption password;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode order = Session.object().put("name", name).put("user_name", user);
      order.put("data_directory", directory);
      if (socket != null) {
        order.put("socket", socket);
      }
      if (host != null) {
        order.put("host", host);
      }
      if (port != null) {
        order.put("port", port);
      }
      order.put("password", password.known(session, "Password of " + user));
      JsonNode made = session.api().post("/coffer/v1/{project}/instances/adopt", order);
      String id = made.path("instance").path("id").asString();
      session.one(show(session.api(), id), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Lists them. */
  @Command(description = "Lists the project's instances.")
  static final class Listing extends RemoteVerb {
    @Override
    protected ExitCode run(Session session) {
      session.list(all(session.api()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Shows one. */
  @Command(description = "Shows an instance.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "INSTANCE", description = "Its name or id.")
    private String instance;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("instance", instance, all(session.api()));
      session.one(show(session.api(), found.path("id").asString()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Restarts one. */
  @Command(description = "Restarts an instance and waits until it serves.")
  static final class Restart extends RemoteVerb {
    @Parameters(paramLabel = "INSTANCE", description = "Its name or id.")
    private String instance;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("instance", instance, all(session.api()));
      String id = found.path("id").asString();
      JsonNode begun = session.api().post(PATH + "/" + id + "/restart", Session.object());
      session.finish("restart of " + found.path("name").asString(), id, begun);
      return ExitCode.DONE;
    }
  }

  /** Deletes one. */
  @Command(description = "Deletes an instance and its data. Its backups stay.")
  static final class Delete extends RemoteVerb {
    @Parameters(paramLabel = "INSTANCE", description = "Its whole name or id.")
    private String instance;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.findWhole("instance", instance, all(session.api()));
      String id = found.path("id").asString();
      String name = found.path("name").asString();
      session
          .questions()
          .confirm(
              "instance " + name,
              name,
              List.of(
                  "all its databases, unless it was adopted (then it is only let go)",
                  "what was written since its last backup; its backups stay"));
      session.finish("deletion of " + name, id, session.api().delete(PATH + "/" + id, null));
      return ExitCode.DONE;
    }
  }
}
