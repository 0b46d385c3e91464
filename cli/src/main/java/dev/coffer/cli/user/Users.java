package dev.coffer.cli.user;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Rows;
import dev.coffer.cli.command.SecretOption;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.output.Column;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The noun {@code user}. */
public final class Users {
  private static final List<Column> COLUMNS =
      List.of(Column.text("name"), Column.text("enabled"), Column.text("id"));
  private static final String PATH = "/v3/users";

  private Users() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("create", "Makes a user.", Create::new),
        Verb.of("list", "Lists users.", Listing::new),
        Verb.of("show", "Shows a user.", Show::new),
        Verb.of("grant", "Gives a user a role.", Grant::new),
        Verb.of("enable", "Lets a user sign in again.", () -> new Enabled(true)),
        Verb.destroying("disable", "Keeps a user out.", () -> new Enabled(false)),
        Verb.destroying("delete", "Deletes a user and its access keys.", Delete::new));
  }

  private static List<ObjectNode> all(Api api) {
    return Rows.of(api.get(PATH).path("users"), Users::row);
  }

  private static ObjectNode row(JsonNode told) {
    return Session.object()
        .put("id", told.path("id").asString())
        .put("name", told.path("name").asString())
        .put("enabled", told.path("enabled").asBoolean());
  }

  private static void print(Session session, String id) {
    session.one(row(session.api().get(PATH + "/" + id).path("user")), COLUMNS);
  }

  private static String roleId(Api api, String role) {
    List<ObjectNode> roles =
        Rows.of(
            api.get("/v3/roles").path("roles"),
            told ->
                Session.object()
                    .put("id", told.path("id").asString())
                    .put("name", told.path("name").asString()));
    return roles.stream()
        .filter(row -> row.path("name").asString().equals(role))
        .findFirst()
        .map(row -> row.path("id").asString())
        .orElseThrow(
            () ->
                new Failed(
                    ExitCode.ABSENT,
                    "there is no role " + role,
                    roles.stream()
                        .map(row -> row.path("name").asString())
                        .collect(Collectors.joining(", "))));
  }

  private static void grant(Api api, String userId, String roleId) {
    api.put("/coffer/v1/users/" + userId + "/roles/" + roleId);
  }

  /** Makes one. */
  @Command(description = "Makes a user, who may do nothing without a role or a policy.")
  static final class Create extends RemoteVerb {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "Gives it this role, such as auditor, operator or key_administrator.")
    private @Nullable String role;

    @Mixin private SecretOption password;

    @Override
    protected ExitCode run(Session session) {
      String granted = role == null ? null : roleId(session.api(), role);
      ObjectNode body = Session.object();
      body.putObject("user")
          .put("name", name)
          .put("password", password.fresh(session, "Password of " + name));
      String id = session.api().post(PATH, body).path("user").path("id").asString();
      if (granted != null) {
        grant(session.api(), id, granted);
      }
      print(session, id);
      return ExitCode.DONE;
    }
  }

  /** Lists them. */
  @Command(description = "Lists the domain's users.")
  static final class Listing extends RemoteVerb {
    @Override
    protected ExitCode run(Session session) {
      session.list(all(session.api()), COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Shows one. */
  @Command(description = "Shows a user.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "USER", description = "Its name or id.")
    private String user;

    @Override
    protected ExitCode run(Session session) {
      print(session, Named.find("user", user, all(session.api())).path("id").asString());
      return ExitCode.DONE;
    }
  }

  /** Gives one a role. */
  @Command(description = "Gives a user a role, in every project of the domain.")
  static final class Grant extends RemoteVerb {
    @Parameters(paramLabel = "USER", description = "Its name or id.")
    private String user;

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "The role.")
    private String role;

    @Override
    protected ExitCode run(Session session) {
      String id = Named.find("user", user, all(session.api())).path("id").asString();
      grant(session.api(), id, roleId(session.api(), role));
      print(session, id);
      return ExitCode.DONE;
    }
  }

  /** Lets one in, or keeps it out. */
  @Command(description = "Changes whether a user may sign in; it counts for the next request.")
  static final class Enabled extends RemoteVerb {
    private final boolean enabled;

    @Parameters(paramLabel = "USER", description = "Its name or id.")
    private String user;

    Enabled(boolean enabled) {
      this.enabled = enabled;
    }

    @Override
    protected ExitCode run(Session session) {
      String id = Named.find("user", user, all(session.api())).path("id").asString();
      ObjectNode body = Session.object();
      body.putObject("user").put("enabled", enabled);
      session.api().patch(PATH + "/" + id, body);
      print(session, id);
      return ExitCode.DONE;
    }
  }

  /** Deletes one. */
  @Command(description = "Deletes a user.")
  static final class Delete extends RemoteVerb {
    @Parameters(paramLabel = "USER", description = "Its whole name or id.")
    private String user;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.findWhole("user", user, all(session.api()));
      String name = found.path("name").asString();
      session
          .questions()
          .confirm("user " + name, name, List.of("its access keys, tokens, roles and policies"));
      session.api().delete(PATH + "/" + found.path("id").asString(), null);
      session.one(found.put("enabled", false), COLUMNS);
      return ExitCode.DONE;
    }
  }
}
