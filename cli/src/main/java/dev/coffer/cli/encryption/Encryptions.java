package dev.coffer.cli.encryption;

import dev.coffer.cli.command.Named;
import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.instance.Instances;
import dev.coffer.cli.key.Keys;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The noun {@code encryption}. */
public final class Encryptions {
  private Encryptions() {}

  public static List<Verb> verbs() {
    return List.of(
        Verb.of("on", "Encrypts an instance's backups from now on.", On::new),
        Verb.destroying("off", "Leaves later backups unencrypted.", Off::new),
        Verb.of("show", "Says whether an instance's backups are encrypted.", Show::new));
  }

  private static String path(ObjectNode instance) {
    return "/v3/{project}/instances/" + instance.path("id").asString() + "/backups/encryption";
  }

  private static void print(Session session, ObjectNode instance, JsonNode answer) {
    session.one(
        Session.object()
            .put("id", instance.path("id").asString())
            .put("name", instance.path("name").asString())
            .put("encryption", answer.path("encryption_status").asString()),
        List.of());
  }

  /** Turns it on. */
  @Command(description = "Encrypts an instance's backups from now on, under a master key.")
  static final class On extends RemoteVerb {
    @Parameters(paramLabel = "INSTANCE", description = "Its name or id.")
    private String instance;

    @Option(
        names = "--key",
        paramLabel = "KEY",
        required = true,
        description = "The master key's name or id.")
    private String key;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("instance", instance, Instances.all(session.api()));
      ObjectNode order =
          Session.object()
              .put("type", "kms")
              .put("kms_key_id", Keys.id(session.api(), key))
              .put("encryption_status", "on");
      print(session, found, session.api().post(path(found), order));
      return ExitCode.DONE;
    }
  }

  /** Turns it off. */
  @Command(description = "Leaves later backups unencrypted; those that exist stay as they are.")
  static final class Off extends RemoteVerb {
    @Parameters(paramLabel = "INSTANCE", description = "Its name or id.")
    private String instance;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("instance", instance, Instances.all(session.api()));
      ObjectNode order = Session.object().put("encryption_status", "off");
      print(session, found, session.api().post(path(found), order));
      return ExitCode.DONE;
    }
  }

  /** Tells which it is. */
  @Command(description = "Says whether an instance's backups are encrypted.")
  static final class Show extends RemoteVerb {
    @Parameters(paramLabel = "INSTANCE", description = "Its name or id.")
    private String instance;

    @Override
    protected ExitCode run(Session session) {
      ObjectNode found = Named.find("instance", instance, Instances.all(session.api()));
      print(session, found, session.api().get(path(found)));
      return ExitCode.DONE;
    }
  }
}
