package dev.coffer.cli.profile;

import dev.coffer.cli.client.Credential;
import dev.coffer.cli.client.Profiles;
import dev.coffer.cli.client.Settings;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.output.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** The nouns {@code profile} and {@code config}. */
public final class ProfileVerbs {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("name"),
          Column.text("current"),
          Column.text("endpoint"),
          Column.text("project"),
          Column.text("user"));
  private static final List<Column> SETTINGS =
      List.of(Column.text("name"), Column.text("value"), Column.text("source"));

  private ProfileVerbs() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("list", "Lists profiles.", Listing::new),
        Verb.of("use", "Makes a profile the one in use.", Use::new),
        Verb.destroying("delete", "Forgets a profile and its credentials.", Delete::new));
  }

  /** The verbs of {@code config}. */
  public static List<Verb> config() {
    return List.of(
        Verb.of("show", "Shows each setting of the client and where it comes from.", Config::new));
  }

  /** Lists them. */
  @Command(description = "Lists profiles.")
  static final class Listing extends RemoteVerb {
    @Override
    protected ExitCode run(Session session) {
      Profiles profiles = session.settings().profiles();
      List<ObjectNode> rows = new ArrayList<>();
      for (String name : profiles.names()) {
        ObjectNode row = Session.object().put("id", name).put("name", name);
        row.put("current", name.equals(profiles.current()));
        for (String field : List.of("endpoint", "project", "user", "ca_file", "expires")) {
          profiles.setting(name, field).ifPresent(value -> row.put(field, value));
        }
        rows.add(row);
      }
      session.list(rows, COLUMNS);
      return ExitCode.DONE;
    }
  }

  /** Chooses one. */
  @Command(description = "Makes a profile the one in use.")
  static final class Use extends RemoteVerb {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name;

    @Override
    protected ExitCode run(Session session) {
      session.settings().profiles().use(name);
      session.tell("profile " + name + " is in use");
      return ExitCode.DONE;
    }
  }

  /** Forgets one. */
  @Command(description = "Forgets a profile and its credentials; nothing on the server changes.")
  static final class Delete extends RemoteVerb {
    @Parameters(paramLabel = "NAME", description = "Its whole name.")
    private String name;

    @Override
    protected ExitCode run(Session session) {
      session.settings().profiles().require(name);
      session
          .questions()
          .confirm("profile " + name, name, List.of("its access key or token, kept here alone"));
      session.settings().profiles().delete(name);
      return ExitCode.DONE;
    }
  }

  /** Shows what is set. */
  @Command(description = "Shows each setting and where it comes from; secrets are masked.")
  static final class Config extends RemoteVerb {
    @Override
    protected ExitCode run(Session session) {
      Settings settings = session.settings();
      List<ObjectNode> rows = new ArrayList<>();
      rows.add(row("profile", Optional.of(settings.profile())));
      rows.add(row("endpoint", settings.endpoint()));
      rows.add(row("project", settings.project()));
      rows.add(row("ca_file", settings.caFile()));
      rows.add(row("output", settings.output()));
      rows.add(row("credential", settings.credential().map(Config::masked)));
      session.list(rows, SETTINGS);
      return ExitCode.DONE;
    }

    private static Settings.Setting masked(Credential credential) {
      return switch (credential) {
        case Credential.Token token -> new Settings.Setting("token ****", token.source());
        case Credential.Key key ->
            new Settings.Setting("access key " + key.accessKey() + " ****", key.source());
      };
    }

    private static ObjectNode row(String name, Optional<Settings.Setting> setting) {
      return Session.object()
          .put("id", name)
          .put("name", name)
          .put("value", setting.map(Settings.Setting::value).orElse(""))
          .put("source", setting.map(Settings.Setting::source).orElse("not set"));
    }
  }
}
