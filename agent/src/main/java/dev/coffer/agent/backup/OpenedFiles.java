package dev.coffer.agent.backup;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.mariadb.DataDirectory;
import dev.coffer.agent.mariadb.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A new directory for the files of a backup, and the cage that fills it. Where root opens a backup
 * the directory belongs to the user of the MariaDB package, which a server will run as; otherwise
 * to ourselves. Closing it removes the directory unless it is to be kept.
 */
final class OpenedFiles implements AutoCloseable {
  private static final String PACKAGE_USER = "mysql";
  private static final Path OF_ROOT = Path.of("/var/lib/coffer");
  private static final String PREFIX = "open-";

  private final Path scratch;
  private final Cage cage;
  private final Path directory;
  private boolean kept;

  private OpenedFiles(Path scratch, Cage cage, Path directory) {
    this.scratch = scratch;
    this.cage = cage;
    this.directory = directory;
  }

  /** Makes the directory, which must not be there, closed to others. */
  static OpenedFiles make(Path directory) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path made = Files.createDirectory(directory, mode).toRealPath();
    if (Confinement.isRoot()) {
      give(made);
    }
    Path scratch = scratch();
    return new OpenedFiles(scratch, Cages.in(scratch).of("open", owner(made)), made);
  }

  // For the files that describe the cage: no other user may come between.
  private static Path scratch() throws IOException {
    if (!Confinement.isRoot()) {
      return Files.createTempDirectory(PREFIX);
    }
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    return Files.createTempDirectory(Files.createDirectories(OF_ROOT, mode), PREFIX);
  }

  private static void give(Path directory) throws IOException {
    var accounts = directory.getFileSystem().getUserPrincipalLookupService();
    var view =
        Files.getFileAttributeView(
            directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setGroup(accounts.lookupPrincipalByGroupName(PACKAGE_USER));
    view.setOwner(accounts.lookupPrincipalByName(PACKAGE_USER));
  }

  private static Identity owner(Path directory) throws IOException {
    return new Identity(
        (int) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS),
        (int) Files.getAttribute(directory, "unix:gid", LinkOption.NOFOLLOW_LINKS));
  }

  DataDirectory data(Programs programs) {
    return DataDirectory.in(programs, cage, directory);
  }

  void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      new CagedTree(cage, directory).delete();
    }
    DeleteTree.at(scratch);
  }
}
