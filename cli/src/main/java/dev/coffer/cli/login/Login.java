package dev.coffer.cli.login;

import dev.coffer.cli.client.AccountFile;
import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Api;
import dev.coffer.cli.client.Profiles;
import dev.coffer.cli.client.Settings;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.SecretOption;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Signs in: a token for a password, or the access key of a {@code bootstrap.json}. */
@Command(
    description = {
      "Signs in to a server and remembers it in a profile.",
      "With --bootstrap by the first user's access key; else by a password, for a token of a day."
    })
public final class Login extends RemoteVerb {
  @Parameters(paramLabel = "URL", arity = "0..1", description = "The server's address.")
  private @Nullable String url;

  @Option(
      names = "--bootstrap",
      paramLabel = "FILE",
      description = "The server's bootstrap.json, or a file of its form for another user.")
  private @Nullable Path bootstrap;

  @Option(names = "--user", paramLabel = "NAME", description = "The user.")
  private @Nullable String user;

  @Option(names = "--domain", paramLabel = "NAME", description = "The user's domain.")
  private @Nullable String domain;

  @Mixin private SecretOption password;

  @Override
  protected ExitCode run(Session session) {
    Profiles profiles = session.settings().profiles();
    String profile = session.settings().profile().value();
    var settings = new HashMap<String, @Nullable Object>();
    session.settings().caFile().ifPresent(s -> settings.put("ca_file", absolute(s.value())));
    Map<String, String> credentials =
        bootstrap == null
            ? byPassword(session, settings)
            : byAccessKey(AccountFile.read(bootstrap), settings);
    profiles.set(profile, settings);
    profiles.setCredentials(profile, credentials);
    session.tell("signed in to " + settings.get("endpoint") + " as profile " + profile);
    return ExitCode.DONE;
  }

  private static String absolute(String file) {
    return Path.of(file).toAbsolutePath().toString();
  }

  private Map<String, String> byAccessKey(
      AccountFile file, Map<String, @Nullable Object> settings) {
    settings.put("endpoint", url == null ? file.endpoint() : url);
    settings.put("project", file.project());
    settings.put("user", file.user());
    return Map.of("access_key", file.accessKey(), "secret_key", file.secretKey());
  }

  private Map<String, String> byPassword(Session session, Map<String, @Nullable Object> settings) {
    String endpoint =
        Optional.ofNullable(url)
            .or(() -> session.settings().endpoint().map(Settings.Setting::value))
            .orElseThrow(
                () -> new Failed(ExitCode.USAGE, "no server is named", "coffer login URL"));
    if (user == null || domain == null) {
      throw new Failed(ExitCode.USAGE, "--user and --domain are needed", "coffer login --help");
    }
    Api api =
        Api.unauthenticated(endpoint, session.settings().caFile().map(Settings.Setting::value));
    String secret = password.known(session, "Password of " + user);
    Optional<String> project = session.settings().project().map(Settings.Setting::value);
    Answer answer = api.send("POST", "/v3/auth/tokens", order(secret, project));
    if (project.isEmpty()) {
      project = onlyProject(endpoint, session, answer.token().orElseThrow());
      if (project.isPresent()) {
        answer = api.send("POST", "/v3/auth/tokens", order(secret, project));
      }
    }
    settings.put("endpoint", endpoint);
    settings.put("user", user);
    settings.put("project", project.orElse(null));
    settings.put("expires", answer.body().path("token").path("expires_at").asString(""));
    return Map.of("token", answer.token().orElseThrow());
  }

  private ObjectNode order(String secret, Optional<String> project) {
    ObjectNode body = Session.object();
    ObjectNode auth = body.putObject("auth");
    ObjectNode identity = auth.putObject("identity");
    identity.putArray("methods").add("password");
    identity
        .putObject("password")
        .putObject("user")
        .put("name", user)
        .put("password", secret)
        .putObject("domain")
        .put("name", domain);
    project.ifPresent(id -> auth.putObject("scope").putObject("project").put("id", id));
    return body;
  }

  private static Optional<String> onlyProject(String endpoint, Session session, String token) {
    JsonNode projects =
        Api.byToken(endpoint, session.settings().caFile().map(Settings.Setting::value), token)
            .get("/v3/auth/projects")
            .path("projects");
    if (projects.size() != 1) {
      session.tell("coffer: the user has " + projects.size() + " projects; name one by --project");
      return Optional.empty();
    }
    return projects.get(0).path("id").asStringOpt();
  }
}
