package dev.coffer.cli;

import dev.coffer.agent.linux.ProcessMemory;
import dev.coffer.cli.backup.Backups;
import dev.coffer.cli.cluster.Clusters;
import dev.coffer.cli.command.CommandLineRun;
import dev.coffer.cli.command.Noun;
import dev.coffer.cli.command.Verb;
import dev.coffer.cli.encryption.Encryptions;
import dev.coffer.cli.instance.Instances;
import dev.coffer.cli.job.JobVerbs;
import dev.coffer.cli.key.Keys;
import dev.coffer.cli.login.Login;
import dev.coffer.cli.login.Logout;
import dev.coffer.cli.profile.ProfileVerbs;
import dev.coffer.cli.snapshot.SnapshotVerbs;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The command itself: its words, each built only when it was named. */
public final class Coffer {
  private static final List<Noun> NOUNS =
      List.of(
          Noun.command("login", "Signs in to a server.", Login::new),
          Noun.command("logout", "Forgets what signs in.", Logout::new),
          Noun.of("profile", "Servers that you signed in to.", ProfileVerbs::verbs),
          Noun.of("config", "Settings of this command.", ProfileVerbs::config),
          Noun.of("instance", "Database instances.", Instances::verbs),
          Noun.of("backup", "Backups of instances.", Backups::verbs),
          Noun.of("encryption", "Encrypted backup of an instance.", Encryptions::verbs),
          Noun.of("cluster", "Warehouse clusters.", Clusters::verbs),
          Noun.of("snapshot", "Snapshots of clusters.", SnapshotVerbs::verbs),
          Noun.of("key", "Master keys.", Coffer::keys),
          Noun.of("job", "Jobs: work that lasts.", JobVerbs::verbs),
          Noun.command("serve", "Runs the server.", local(Serve::new)),
          Noun.command("demo", "Shows the product at work, on its own.", local(Demo::new)),
          Noun.command("open", "Opens a backup without a server.", local(Open::new)),
          Noun.command("doctor", "Says what this machine has and lacks.", local(Doctor::new)),
          Noun.command("env", "Prints what one of the vendor's clients needs.", local(Env::new)),
          Noun.of("audit", "The audit log.", Coffer::audit),
          Noun.of("root", "The root key, under which the key ring is sealed.", Coffer::root),
          Noun.of("volume", "Sealed volumes, by hand.", Coffer::volume),
          Noun.of("iam", "Users and what they may do.", Coffer::iam));

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

  private static List<Verb> keys() {
    return Stream.concat(
            Keys.verbs().stream(),
            Stream.of(
                Verb.of("dependents", "Tells what dies with a key.", Key.Dependents::new),
                Verb.of(
                    "serve-files",
                    "Gives keys of database files where no server is left.",
                    local(ServeFileKeys::new))))
        .toList();
  }

  private static List<Verb> audit() {
    return List.of(Verb.of("verify", "Verifies a log's chain.", local(VerifyAudit::new)));
  }

  private static List<Verb> root() {
    return List.of(Verb.destroying("rotate", "Replaces the root key.", local(RotateRootKey::new)));
  }

  private static List<Verb> volume() {
    return List.of(
        Verb.of("create", "Makes a volume.", local(VolumeCreate::new)),
        Verb.of("mount", "Mounts a volume.", local(VolumeMount::new)),
        Verb.of("unmount", "Unmounts a volume.", local(VolumeUnmount::new)),
        Verb.of("check", "Reads every block of a volume.", local(VolumeCheck::new)));
  }

  private static List<Verb> iam() {
    return List.of(Verb.of("explain", "Says why a user may do something.", Explain::new));
  }

  /** A command that works here, and whose libraries log. */
  private static Supplier<Object> local(Supplier<Object> make) {
    return () -> {
      Logging.configure();
      return make.get();
    };
  }
}
