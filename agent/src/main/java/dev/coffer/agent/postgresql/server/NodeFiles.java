package dev.coffer.agent.postgresql.server;

import static java.util.Objects.requireNonNull;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.cage.Ownership;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.postgresql.citus.Links;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.agent.volume.EngineVolume;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What is where in the directory of a node, and which cages its programs run in. The directory is
 * ours; what the engine writes lies in directories below it that belong to the node's own user, or
 * to the user who ran it before it was adopted, and are touched in a cage alone. A node has its
 * data in a plain directory or, once it is marked as sealed, on a volume; the mark is never taken
 * back, so there are never two servers that may both be taken for the node.
 */
public record NodeFiles(Path directory, Optional<Origin> origin, Cages cages) {
  private static final String SEALED = "sealed";
  private static final String CAGE = "node-";

  public static NodeFiles in(Path directory, Cages cages) throws IOException {
    return new NodeFiles(directory, Origin.read(directory), cages);
  }

  /** Of the node's user; it sees nothing of the node yet. */
  public Cage cage() throws IOException {
    return origin.isPresent() ? cages.of(CAGE + id(), origin.get().owner()) : cages.of(CAGE + id());
  }

  /** The same for programs that run to their end, also beside a server that is not ours. */
  public Cage toolCage() throws IOException {
    return origin.isPresent()
        ? cages.of("adopted-" + origin.get().owner().user(), origin.get().owner())
        : cage();
  }

  /** Where the files of a place can be read. What another had is seen from the host alone. */
  public Cage readingCage(Place place) throws IOException {
    return isForeign(place) ? toolCage().seeingHost() : toolCage().reading(place.data());
  }

  /**
   * Where a server works in a place. One of our own needs no shell; that of another may: for its
   * archive_command, say, which leads anywhere.
   */
  Cage serverCage(Place place) throws IOException {
    if (isForeign(place)) {
      return cage().amongProcesses();
    }
    var cage =
        (origin.isPresent() ? cage().seeingHost() : cage().withoutShell())
            .writing(place.data(), place.sockets());
    var links = links();
    return links.isPresent() ? linked(cage, links.get()) : cage;
  }

  /** The nodes of its cluster that it meets at sockets; none where Citus does not spread it. */
  Optional<Links> links() throws IOException {
    return Links.read(directory);
  }

  /** Its server meets those from its next start on. */
  public void join(Links links, int port) throws IOException {
    Files.createDirectories(meeting().getParent());
    // With the node's directory alone the host's users would come that far, and be any role.
    Files.setPosixFilePermissions(
        meeting().getParent(), PosixFilePermissions.fromString("rwx------"));
    var tree = tree(meeting());
    tree.create();
    if (port != Links.PORT) {
      tree.link(Links.socket(Links.PORT), Links.socket(port));
    }
    Files.setPosixFilePermissions(meeting(), PosixFilePermissions.fromString("rwx--x--x"));
    links.write(directory);
  }

  /** The cage with the sockets of all of them, its own to write. */
  private Cage linked(Cage cage, Links links) {
    var all = cage.writingAt(links.own(), meeting());
    for (int place = 0; place < links.nodeIds().size(); place++) {
      var other = meeting(directory.resolveSibling(links.nodeIds().get(place)));
      if (place != links.place() && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)) {
        all = all.readingAt(Links.at(place), other);
      }
    }
    return all;
  }

  private Path meeting() {
    return meeting(directory);
  }

  private static Path meeting(Path node) {
    return node.resolve("links").resolve("sockets");
  }

  /** A directory that the node's user fills; it is given what other users had of it before. */
  public CagedTree tree(Path top) throws IOException {
    if (origin.isPresent() && top.equals(origin.get().data())) {
      return new CagedTree(toolCage().seeingHost(), top);
    }
    if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
      Ownership.migrate(top, cage().identity());
    }
    return new CagedTree(cage(), top);
  }

  /** Whether it is where the former owner had the node. */
  boolean isForeign(Place place) {
    return origin.filter(before -> before.data().equals(place.data())).isPresent();
  }

  /** Where the node's server works now. */
  public Place place() {
    return isSealed() ? sealed() : plain();
  }

  public Place plain() {
    return origin
        .map(before -> new Place(before.data(), sockets(), log()))
        .orElseGet(() -> new Place(directory.resolve("data"), sockets(), log()));
  }

  /** Whether the node works where its former owner had it, who may start it there too. */
  public boolean areForeign() {
    return origin.isPresent() && !isSealed();
  }

  /** What starts the node's server in one of its places. */
  public StartOptions options(Place place, Settings settings) throws IOException {
    if (origin.isPresent()) {
      return origin.get().options(place.data(), settings.port());
    }
    var own = StartOptions.own(place, settings);
    var links = links();
    return links.isPresent() ? own.linked(place, links.get()) : own;
  }

  /** What starts its standby, which only we reach. */
  public StartOptions standbyOptions(Settings settings) throws IOException {
    return options(sealed(), settings).and("hot_standby", "on").at(sealed(), settings);
  }

  /** The log tells of rows that a statement failed for, so it belongs on the volume too. */
  public Place sealed() {
    return new Place(mount().resolve("data"), sockets(), mount().resolve("server.log"));
  }

  /** A base backup that is under way. */
  public Path copy() {
    return mount().resolve("copy");
  }

  /** Where the volume's own files lie. */
  public Path volume() {
    return directory.resolve("volume");
  }

  Path mount() {
    return directory.resolve("mount");
  }

  public EngineVolume engineVolume() {
    return new EngineVolume(volume(), mount());
  }

  /** Makes it where it is not: a start that fails points there, also one that never came to it. */
  void beginLog(Place place) throws IOException {
    var log = place.log();
    var _ =
        ContainedFile.append(
            requireNonNull(log.getParent()), requireNonNull(log.getFileName()), opened -> opened);
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private Path sockets() {
    return directory.resolve("sockets");
  }

  public Path settings() {
    return directory.resolve(Settings.FILE);
  }

  public String id() {
    return directory.getFileName().toString();
  }

  public boolean exist() {
    return Files.isRegularFile(settings());
  }

  public boolean isSealed() {
    return Files.isRegularFile(directory.resolve(SEALED));
  }

  /** From here on, and for ever, the node's data is what lies on its volume. */
  public void markSealed() throws IOException {
    try (var mark = new DirectoryStore(directory).begin(SEALED)) {
      mark.commit();
    }
  }

  /** Makes the mark durable: the agent that set it may have been killed between the two. */
  public void settleMark() throws IOException {
    try (var channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  /** Others may pass through to the data directory, which its owner closes to them. */
  public void create() throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    tree(sockets()).create();
  }

  public void createData(Place place) throws IOException {
    tree(place.data()).create();
  }

  /** Gives what engines of one shared user left to the node's own; none of them may run. */
  void migrate(Place place) throws IOException {
    var _ = tree(place.data());
    var _ = tree(place.sockets());
  }

  /** Everything of it must have ended, and its volume be gone. What another had stays. */
  public void delete() throws IOException {
    // The settings go first: from then on there is no node, whatever else still lies here.
    Files.deleteIfExists(settings());
    if (Files.isDirectory(directory)) {
      if (origin.isEmpty()) {
        tree(plain().data()).delete();
      }
      tree(sockets()).delete();
      tree(meeting()).delete();
      DeleteTree.at(directory);
    }
    cages.forget(CAGE + id());
  }
}
