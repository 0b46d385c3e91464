package dev.coffer.agent.cage;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this process can put around a program. */
public enum Confinement {
  /** We are root: a user of its own for each, and namespaces that need no other privilege. */
  OWN_USER,
  /** We are not: our own user, in namespaces that the kernel gives to any user. */
  USER_NAMESPACE,
  /** The kernel gives none: our own user, and nothing around it. */
  NONE;

  static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");
  static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private static final class Found {
    static final Confinement HERE = detect();
  }

  /** Looked for once. As root, fails where cages cannot be made: nothing runs outside of one. */
  public static Confinement here() {
    return Found.HERE;
  }

  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static Confinement detect() {
    if (isRoot()) {
      return OWN_USER;
    }
    try {
      Command.of(BUBBLEWRAP, "--unshare-user", "--unshare-pid", "--bind", "/", "/", "/bin/true")
          .run();
      return USER_NAMESPACE;
    } catch (IOException refused) {
      System.getLogger(Confinement.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "engines run without a cage, as this user: bubblewrap is not installed or the kernel"
                  + " gives it no namespaces ({0})",
              refused.getMessage());
      return NONE;
    }
  }

  /** Refuses a host on which root cannot make cages, naming what it lacks. */
  static void require() {
    if (here() != OWN_USER) {
      return;
    }
    for (var program : List.of(BUBBLEWRAP, SETPRIV)) {
      if (!Files.isExecutable(program)) {
        throw new AgentFailure(
            Reason.PROGRAM_MISSING,
            program + " is not installed; run: apt-get install bubblewrap util-linux");
      }
    }
    try {
      Command.of(BUBBLEWRAP, "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "/bin/true")
          .run();
    } catch (IOException refused) {
      throw new AgentFailure(
          Reason.HOST_FAILED,
          "this host lets root make no namespaces, which every engine runs in",
          refused);
    }
  }
}
