package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.agent.volume.EngineVolume;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * What is where in the directory of a node. A node has its data in a plain directory or, once it is
 * marked as sealed, on a volume; the mark is never taken back, so there are never two servers that
 * may both be taken for the node.
 */
record NodeFiles(Path directory, Optional<Origin> origin) {
  private static final String SEALED = "sealed";
  private static final FileAttribute<Set<PosixFilePermission>> CLOSED =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  static NodeFiles in(Path directory) throws IOException {
    return new NodeFiles(directory, Origin.read(directory));
  }

  /** Where the node's server works now. */
  Place place() {
    return isSealed() ? sealed() : plain();
  }

  Place plain() {
    return origin
        .map(before -> new Place(before.data(), sockets(), before.data().resolve("coffer.log")))
        .orElseGet(
            () -> new Place(directory.resolve("data"), sockets(), directory.resolve("server.log")));
  }

  /** Whether the node works where somebody else had it, so that others may start it there. */
  boolean areForeign() {
    return origin.isPresent() && !isSealed();
  }

  /** What starts the node's server in one of its places. */
  StartOptions options(Place place, Settings settings) {
    return origin
        .map(before -> before.options(place.data(), settings.port()))
        .orElseGet(() -> StartOptions.own(place, settings));
  }

  /** What starts its standby, which nobody but us reaches. */
  StartOptions standbyOptions(Settings settings) {
    return options(sealed(), settings).and("hot_standby", "on").at(sealed(), settings);
  }

  /** The log tells of rows that a statement failed for, so it belongs on the volume too. */
  Place sealed() {
    return new Place(mount().resolve("data"), sockets(), mount().resolve("server.log"));
  }

  /** A base backup that is under way. */
  Path copy() {
    return mount().resolve("copy");
  }

  /** Where the volume's own files lie. */
  Path volume() {
    return directory.resolve("volume");
  }

  Path mount() {
    return directory.resolve("mount");
  }

  EngineVolume engineVolume() {
    return new EngineVolume(volume(), mount());
  }

  private Path sockets() {
    return directory.resolve("sockets");
  }

  Path settings() {
    return directory.resolve(Settings.FILE);
  }

  String id() {
    return directory.getFileName().toString();
  }

  boolean exist() {
    return Files.isRegularFile(settings());
  }

  boolean isSealed() {
    return Files.isRegularFile(directory.resolve(SEALED));
  }

  /** From here on, and for ever, the node's data is what lies on its volume. */
  void markSealed() throws IOException {
    try (var mark = new DirectoryStore(directory).begin(SEALED)) {
      mark.commit();
    }
  }

  /** Makes the mark durable: whoever set it may have been killed between the two. */
  void settleMark() throws IOException {
    try (var channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  /** Others may pass through to the data directory, which its owner closes to them. */
  void create() throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createDirectories(sockets(), CLOSED);
  }

  static void createData(Place place) throws IOException {
    Files.createDirectories(place.data(), CLOSED);
    createLog(place);
  }

  static void createLog(Place place) throws IOException {
    Files.createFile(
        place.log(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  void delete() throws IOException {
    // The settings go first: from then on there is no node, whatever else still lies here.
    Files.deleteIfExists(settings());
    DeleteTree.at(directory);
  }
}
