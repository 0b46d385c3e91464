package dev.coffer.cli;

import dev.coffer.agent.linux.ProcessMemory;
import dev.coffer.cli.audit.Events;
import dev.coffer.cli.audit.VerifyAudit;
import dev.coffer.cli.backup.Backups;
import dev.coffer.cli.cluster.Clusters;
import dev.coffer.cli.command.CommandLineRun;
import dev.coffer.cli.command.Noun;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.completion.Completion;
import dev.coffer.cli.demo.Demo;
import dev.coffer.cli.encryption.Encryptions;
import dev.coffer.cli.env.Env;
import dev.coffer.cli.instance.Instances;
import dev.coffer.cli.job.JobVerbs;
import dev.coffer.cli.key.Keys;
import dev.coffer.cli.key.ServeFileKeys;
import dev.coffer.cli.login.Login;
import dev.coffer.cli.login.Logout;
import dev.coffer.cli.open.Open;
import dev.coffer.cli.policy.Explain;
import dev.coffer.cli.profile.ProfileVerbs;
import dev.coffer.cli.root.RotateRootKey;
import dev.coffer.cli.serve.Logging;
import dev.coffer.cli.serve.Serve;
import dev.coffer.cli.snapshot.SnapshotVerbs;
import dev.coffer.cli.user.Users;
import dev.coffer.cli.volume.VolumeCheck;
import dev.coffer.cli.volume.VolumeCreate;
import dev.coffer.cli.volume.VolumeMount;
import dev.coffer.cli.volume.VolumeUnmount;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The command itself: its words, each built only when it was named. */
public final class Coffer {
  private static final List<Noun> NOUNS =
      List.of(
          noun("login", "Signs in to a server."),
          noun("logout", "Forgets what signs in."),
          noun("profile", "Servers that you signed in to."),
          noun("config", "Settings of this command."),
          noun("instance", "Database instances."),
          noun("backup", "Backups of instances."),
          noun("encryption", "Encrypted backup of an instance."),
          noun("cluster", "Warehouse clusters."),
          noun("snapshot", "Snapshots of clusters."),
          noun("key", "Master keys."),
          noun("job", "Jobs: work that lasts."),
          noun("user", "Users of the domain."),
          noun("policy", "What users may do."),
          noun("audit", "The audit log."),
          noun("serve", "Runs the server."),
          noun("demo", "Shows the product at work, on its own."),
          noun("open", "Opens a backup without a server."),
          noun("doctor", "Says what this machine has and lacks."),
          noun("env", "Prints what one of the vendor's clients needs."),
          noun("root", "The root key, under which the key ring is sealed."),
          noun("volume", "Sealed volumes, by hand."),
          noun("completion", "Scripts that complete commands and names in a shell."),
          noun("iam", "What users may do.").asHidden());

  private Coffer() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("serve")) {
      ProcessMemory.hide();
    }
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLineRun(NOUNS, "coffer 0.1.0").run(arguments);
  }

  private static Noun noun(String name, String description) {
    return Noun.of(name, description, () -> verbs(name));
  }

  // A switch, because a table of method references would load the classes of every noun.
  private static List<Verb> verbs(String noun) {
    return switch (noun) {
      case "login" -> Verb.alone(Login::new);
      case "logout" -> Verb.alone(Logout::new);
      case "profile" -> ProfileVerbs.verbs();
      case "config" -> ProfileVerbs.config();
      case "instance" -> Instances.verbs();
      case "backup" -> Backups.verbs();
      case "encryption" -> Encryptions.verbs();
      case "cluster" -> Clusters.verbs();
      case "snapshot" -> SnapshotVerbs.verbs();
      case "key" -> keys();
      case "job" -> JobVerbs.verbs();
      case "user" -> Users.verbs();
      case "policy", "iam" ->
          List.of(Verb.of("explain", "Says why a user may do something.", Explain::new));
      case "audit" -> audit();
      case "serve" -> Verb.alone(local(Serve::new));
      case "demo" -> Verb.alone(local(Demo::new));
      case "open" -> Verb.alone(local(Open::new));
      case "doctor" -> Verb.alone(local(Doctor::new));
      case "env" -> Verb.alone(Env::new);
      case "root" ->
          List.of(Verb.destroying("rotate", "Replaces the root key.", local(RotateRootKey::new)));
      case "volume" -> volume();
      case "completion" -> Completion.verbs(() -> NOUNS);
      default -> throw new IllegalArgumentException(noun);
    };
  }

  private static List<Verb> keys() {
    return Stream.concat(
            Keys.verbs().stream(),
            Stream.of(
                Verb.of(
                    "serve-files",
                    "Gives keys of database files where no server is left.",
                    local(ServeFileKeys::new))))
        .toList();
  }

  private static List<Verb> audit() {
    return List.of(
        Verb.of("events", "Lists who called what.", Events::new),
        Verb.of("verify", "Verifies a log's chain.", local(VerifyAudit::new)));
  }

  private static List<Verb> volume() {
    return List.of(
        Verb.of("create", "Makes a volume.", local(VolumeCreate::new)),
        Verb.of("mount", "Mounts a volume.", local(VolumeMount::new)),
        Verb.of("unmount", "Unmounts a volume.", local(VolumeUnmount::new)),
        Verb.of("check", "Reads every block of a volume.", local(VolumeCheck::new)));
  }

  /** A command that works here, and whose libraries log. */
  private static Supplier<Object> local(Supplier<Object> make) {
    return () -> {
      Logging.configure();
      return make.get();
    };
  }
}
