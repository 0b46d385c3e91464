package dev.coffer.agent.cage;

import dev.coffer.agent.linux.OwnedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Gives a tree that one user had to a cage's user, once. While that goes on the top is closed to
 * both. A file that has a second name is refused: it may be another's. After a crash it is done
 * again from the beginning; the top changes hands last.
 */
public final class Ownership {
  private Ownership() {}

  /** Nothing of the tree's user may run. Does nothing where the top is the identity's already. */
  public static void migrate(Path top, Identity to) throws IOException {
    int from = (int) Files.getAttribute(top, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (from == to.user() || Confinement.here() != Confinement.OWN_USER) {
      return;
    }
    closeToOthers(top);
    OwnedTree.requireSingleNames(top);
    OwnedTree.give(top, to.user(), to.group());
    give(top, to);
  }

  static void give(Path path, Identity to) throws IOException {
    Files.setAttribute(path, "unix:gid", to.group(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", to.user(), LinkOption.NOFOLLOW_LINKS);
  }

  private static void closeToOthers(Path top) throws IOException {
    give(top, new Identity(0, 0));
    Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwx------"));
  }
}
