package dev.coffer.agent.host;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;

/**
 * Who the servers run as: the package's user where we are root, for a database server has no
 * business being root, and ourselves otherwise.
 */
public final class EngineUser {
  private static final String BECOME = "/usr/bin/setpriv";
  private static final String TEST = "/usr/bin/test";

  private final String name;
  private final String group;
  private final Privileges privileges;
  private final boolean ourselves;

  /** What else a server may be allowed for the groups that its user is a member of. */
  private enum Privileges {
    OF_NO_OTHER_GROUP("--clear-groups"),
    OF_ALL_GROUPS("--init-groups");

    private final String option;

    Privileges(String option) {
      this.option = option;
    }
  }

  private EngineUser(String name, String group, Privileges privileges, boolean ourselves) {
    this.name = name;
    this.group = group;
    this.privileges = privileges;
    this.ourselves = ourselves;
  }

  /** The user that the package of an engine made for it, such as {@code mysql}. */
  public static EngineUser choose(String packageUser) {
    return isRoot()
        ? new EngineUser(packageUser, packageUser, Privileges.OF_NO_OTHER_GROUP, false)
        : ourselves();
  }

  public static EngineUser ourselves() {
    var name = System.getProperty("user.name");
    return new EngineUser(name, name, Privileges.OF_NO_OTHER_GROUP, true);
  }

  /** Another's user, as it ran its server: its groups may be what opens the server's TLS key. */
  public static EngineUser another(String name, String group) {
    if (!isRoot() && !name.equals(System.getProperty("user.name"))) {
      throw new AgentFailure(
          Reason.HOST_FAILED, "only root can run a server as user %s".formatted(name));
    }
    return new EngineUser(name, group, Privileges.OF_ALL_GROUPS, !isRoot());
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** The beginning of a command line that runs a program as this user. */
  public List<String> become() {
    return ourselves
        ? List.of()
        : List.of(
            BECOME,
            "--reuid=" + name,
            "--regid=" + group,
            privileges.option,
            "--no-new-privs",
            "--bounding-set=-all",
            "--inh-caps=-all",
            "--");
  }

  /** The option that makes a server of root's become this user. */
  public List<String> option() {
    return ourselves ? List.of() : List.of("--user=" + name);
  }

  /** Gives a directory and all in it to this user. */
  public void own(Path directory) throws IOException {
    if (ourselves) {
      return;
    }
    var lookup = directory.getFileSystem().getUserPrincipalLookupService();
    var user = lookup.lookupPrincipalByName(name);
    var itsGroup = lookup.lookupPrincipalByGroupName(group);
    Files.walkFileTree(directory, new GiveTo(user, itsGroup));
  }

  /** Refuses a directory that this user cannot enter, naming the one that stops it. */
  public void requireReach(Path directory) throws IOException {
    if (ourselves || canEnter(directory)) {
      return;
    }
    var parent = directory.resolve("/");
    for (Path step : directory) {
      requireEntry(parent, directory);
      parent = parent.resolve(step);
    }
    requireEntry(parent, directory);
  }

  private void requireEntry(Path parent, Path directory) throws IOException {
    if (!canEnter(parent)) {
      throw new AgentFailure(
          Reason.HOME_UNREACHABLE,
          "user %s cannot enter %s on the way to %s; run: chmod o+x %s"
              .formatted(name, parent, directory, parent));
    }
  }

  private boolean canEnter(Path directory) throws IOException {
    try {
      var line = new ArrayList<>(become());
      line.addAll(List.of(TEST, "-x", directory.toString()));
      new Command(line, directory.resolve("/")).run();
      return true;
    } catch (ProcessFailed refused) {
      return false;
    }
  }

  private static final class GiveTo extends SimpleFileVisitor<Path> {
    private final UserPrincipal user;
    private final GroupPrincipal group;

    GiveTo(UserPrincipal user, GroupPrincipal group) {
      this.user = user;
      this.group = group;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      return give(directory);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      return give(file);
    }

    private FileVisitResult give(Path path) throws IOException {
      var view =
          Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setOwner(user);
      view.setGroup(group);
      return FileVisitResult.CONTINUE;
    }
  }
}
