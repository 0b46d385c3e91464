package dev.coffer.agent.cage;

import dev.coffer.agent.linux.OwnedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives a tree that one user had to a cage's user, once. While that goes on the top is root's and
 * closed to both. Only what the former user or the new one owns, under a single name, is given. The
 * top changes hands last: after a crash all is done again.
 */
public final class Ownership {
  private static final Path PROTECTED_HARDLINKS = Path.of("/proc/sys/fs/protected_hardlinks");
  private static final int ROOT = 0;
  private static final int CLOSED = 0700;

  /** Closed, and with a sticky bit: the group's number is that of the former user. */
  private static final int CHANGING_HANDS = 01700;

  private static final int PERMISSIONS = 07777;

  private Ownership() {}

  /** Nothing of the tree's user may run. Does nothing where the top is the identity's already. */
  public static void migrate(Path top, Identity to) throws IOException {
    if (Confinement.here() == Confinement.OWN_USER && number(top, "uid") != to.user()) {
      give(top, close(top), to, Set.of());
    }
  }

  /**
   * Gives what root's commands left in a tree that the identity has, too. Who can link root's files
   * into it (see protected_hardlinks, proc_sys_fs(5)) is given none of them.
   */
  public static void gather(Path top, Identity to) throws IOException {
    if (Confinement.here() == Confinement.OWN_USER) {
      int from = close(top);
      give(top, from, to, hardlinksAreProtected() ? Set.of(ROOT) : Set.of());
    }
  }

  private static void give(Path top, int from, Identity to, Set<Integer> also) throws IOException {
    var owners = new TreeSet<>(List.of(from, to.user()));
    owners.addAll(also);
    OwnedTree.require(top, owners);
    OwnedTree.give(top, owners, to.user(), to.group());
    give(top, to);
    mode(top, CLOSED);
  }

  static void give(Path path, Identity to) throws IOException {
    Files.setAttribute(path, "unix:gid", to.group(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", to.user(), LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns the user who had it. */
  private static int close(Path top) throws IOException {
    int owner = number(top, "uid");
    if (owner == ROOT && (number(top, "mode") & PERMISSIONS) == CHANGING_HANDS) {
      return number(top, "gid");
    }
    mode(top, CHANGING_HANDS);
    give(top, new Identity(ROOT, owner));
    // Its owner could change it up to here.
    mode(top, CHANGING_HANDS);
    return owner;
  }

  private static void mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
  }

  private static int number(Path path, String attribute) throws IOException {
    return (int) Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean hardlinksAreProtected() throws IOException {
    return Files.readString(PROTECTED_HARDLINKS).strip().equals("1");
  }
}
