package dev.coffer.agent.cage;

import dev.coffer.agent.Id;
import dev.coffer.agent.host.DeleteTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The cages of one data directory. What is known of them lies in the agent's directory, which only
 * this process's user can enter: a record for each server that runs, and the few files of {@code
 * /etc} that each cage sees.
 */
public final class Cages {
  private static final String NAME = "agent";
  private static final int OPEN_TO_ALL = 0644;

  private final Path directory;
  private final Uids uids;

  private Cages(Path directory, Uids uids) {
    this.directory = directory;
    this.uids = uids;
  }

  /** Whose agent directory lies beside a home of engines, as {@code agent}. */
  public static Cages beside(Path home) throws IOException {
    return in(home.toAbsolutePath().normalize().resolveSibling(NAME));
  }

  /** Fails where this process is root and the host cannot make cages. */
  public static Cages in(Path agentDirectory) throws IOException {
    Confinement.require();
    Files.createDirectories(agentDirectory);
    Files.setPosixFilePermissions(agentDirectory, PosixFilePermissions.fromString("rwx------"));
    return new Cages(agentDirectory, Uids.in(agentDirectory));
  }

  /** The cage of a name, such as {@code instance-x}: it has a user of its own, given here. */
  public Cage of(String name) throws IOException {
    return cage(name, uids.of(name));
  }

  /**
   * A cage whose user already owns what is to be read: another's server that was adopted. Refuses
   * root.
   */
  public Cage of(String name, Identity owner) throws IOException {
    if (Confinement.here() == Confinement.OWN_USER && owner.user() == 0) {
      throw new IllegalArgumentException("nothing runs as root in a cage: " + name);
    }
    return cage(name, owner);
  }

  public Uids uids() {
    return uids;
  }

  /** All that was known of a name is gone, and its user will not be given out again. */
  public void forget(String name) throws IOException {
    DeleteTree.at(place(name));
    uids.forget(name);
  }

  private Cage cage(String name, Identity identity) throws IOException {
    var place = place(name);
    Files.createDirectories(place);
    var accounts = new Accounts(identity);
    write(place.resolve(Cage.PASSWD), accounts.users());
    write(place.resolve(Cage.GROUP), accounts.groups());
    return new Cage(place, identity, List.of(), Cage.Options.USUAL);
  }

  private Path place(String name) {
    return directory.resolve("cages").resolve(Id.require(name));
  }

  private static void write(Path file, String content) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(content)) {
      return;
    }
    var fresh = Files.createTempFile(file.getParent(), ".etc", null);
    Files.writeString(fresh, content);
    Files.setAttribute(fresh, "unix:mode", OPEN_TO_ALL);
    Files.move(
        fresh,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** The accounts that programs in a cage find: root, the cage's own and the nameless. */
  private record Accounts(Identity identity) {
    String users() {
      return """
          root:x:0:0:root:/:/usr/sbin/nologin
          engine:x:%d:%d:engine:/tmp:/usr/sbin/nologin
          nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
          """
          .formatted(identity.user(), identity.group());
    }

    String groups() {
      return """
          root:x:0:
          engine:x:%d:
          nogroup:x:65534:
          """
          .formatted(identity.group());
    }
  }
}
