package dev.coffer.server;

import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.cage.Ownership;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;

/** A data directory that is divided between root's agent and the API server's user. */
public final class SplitDirectory {
  private static final Path PLACES = Path.of("/run/coffer");
  private static final Path ID = Path.of("/usr/bin/id");

  private SplitDirectory() {}

  /**
   * The API server's user: the named one, or a number that is this directory's alone.
   *
   * @throws CannotStart where there is no such user, or it is root
   */
  public static Identity userOf(DataLayout layout, Optional<String> name) throws IOException {
    if (name.isEmpty()) {
      return Cages.in(layout.agent()).uids().of("api");
    }
    try {
      var named = new Identity(number("-u", name.get()), number("-g", name.get()));
      if (named.user() == 0) {
        throw new CannotStart("the API server does not run as root: name another --user");
      }
      return named;
    } catch (ProcessFailed unknown) {
      throw new CannotStart("there is no user " + name.get(), unknown);
    }
  }

  /** The worker's user, whose the store is: a number that is this directory's alone. */
  public static Identity worker(DataLayout layout) throws IOException {
    return Cages.in(layout.agent()).uids().of("worker");
  }

  private static int number(String which, String name) throws IOException {
    var lines = new ArrayList<String>();
    Command.of(ID, which, "--", name).run(lines::add);
    return Integer.parseInt(lines.getFirst().strip());
  }

  /**
   * Gives each user its part. The API server's is closed to it meanwhile, so that it cannot put
   * another's file into it; the top changes hands last, and after a crash all is done again.
   *
   * @throws CannotStart where the user cannot reach its part
   */
  public static void divide(DataLayout layout, Identity user, Identity worker) throws IOException {
    requireWay(layout.root());
    close(layout.root(), "rwx--x--x");
    for (Path part : new Path[] {layout.backups(), layout.instances(), layout.clusters()}) {
      Files.createDirectories(part);
    }
    close(layout.instances(), "rwx--x--x");
    close(layout.clusters(), "rwx--x--x");
    try {
      Ownership.gather(layout.server(), user);
      Ownership.gather(layout.backups(), worker);
    } catch (FileSystemException unusable) {
      throw new CannotStart(
          "cannot use the data directory: " + DataLayout.told(unusable), unusable);
    }
  }

  private static void close(Path directory, String mode) throws IOException {
    Files.setAttribute(directory, "unix:gid", 0, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(directory, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
  }

  // Other users than root have to pass through all that is above.
  private static void requireWay(Path root) throws IOException {
    for (Path way = root.getParent(); way != null; way = way.getParent()) {
      if (!Files.getPosixFilePermissions(way).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        throw new CannotStart(
            way + " is closed to the users that server and engines run as; run: chmod o+x " + way);
      }
    }
  }

  /** A place for sockets and pipes that only root writes and all may enter. */
  public static Path place(DataLayout layout) throws IOException {
    Files.createDirectories(PLACES);
    Files.setPosixFilePermissions(PLACES, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path directory = PLACES.resolve(digest(layout.root()));
    Files.createDirectories(directory);
    close(directory, "rwx--x--x");
    return directory;
  }

  private static String digest(Path path) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(path.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is missing", impossible);
    }
  }
}
