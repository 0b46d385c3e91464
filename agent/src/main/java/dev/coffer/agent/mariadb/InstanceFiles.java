package dev.coffer.agent.mariadb;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.cage.Ownership;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.volume.EngineVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What is where in the directory of an instance. The directory is ours; what the engine writes lies
 * in directories below it that belong to the instance's own user and are touched in its cage alone.
 * One whose files are sealed has everything that may tell of rows on a volume, from the first file
 * on; its settings stay outside, to find it by.
 */
record InstanceFiles(Path directory, Cages cages) {
  /** Relative to the data directory: the path of a socket may have 107 bytes and no more. */
  static final String SOCKET = "server.sock";

  private static final String CAGE = "instance-";

  Cage cage() throws IOException {
    return cages.of(CAGE + id());
  }

  Path data() {
    return place().resolve("data");
  }

  /** Where data that shall replace the present is made. */
  Path fresh() {
    return place().resolve("data.new");
  }

  private Path aside() {
    return place().resolve("data.aside");
  }

  Path temporary() {
    return place().resolve("tmp");
  }

  /** The only directory that SQL reads files from and writes them to. */
  Path exports() {
    return place().resolve("files");
  }

  /** What brings our account back whenever the server starts. */
  Path controlAccount() {
    return directory.resolve("control.sql");
  }

  SpareConnections.FormerLimit formerLimit() {
    return new SpareConnections.FormerLimit(directory);
  }

  Path log() {
    return place().resolve("server.log");
  }

  private Path place() {
    return isSealed() ? mount() : directory;
  }

  boolean isSealed() {
    return Files.isDirectory(backing());
  }

  EngineVolume volume() {
    return new EngineVolume(backing(), mount());
  }

  private Path backing() {
    return directory.resolve("volume");
  }

  private Path mount() {
    return directory.resolve("mount");
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

  /** Others may pass through to the data directory, which its owner closes to them. */
  void create() throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** Makes the places for data, where they are to be: in the directory or on the volume. */
  void createPlaces() throws IOException {
    for (Path place : places()) {
      tree(place).create();
    }
  }

  /** What the server of this instance is given. */
  List<Path> places() {
    return List.of(data(), temporary(), exports());
  }

  void createFresh() throws IOException {
    deleteFresh();
    tree(fresh()).create();
  }

  void deleteFresh() throws IOException {
    tree(fresh()).delete();
  }

  private CagedTree tree(Path top) throws IOException {
    return new CagedTree(cage(), top);
  }

  /**
   * Gives what engines of one shared user left to the instance's own. Nothing of that user may have
   * it open.
   */
  void migrate() throws IOException {
    for (Path top : List.of(data(), fresh(), aside(), temporary())) {
      if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
        Ownership.migrate(top, cage().identity());
      }
    }
  }

  /** Present and fresh data change places; no server may run. */
  void swap() throws IOException {
    Files.move(data(), aside());
    Files.move(fresh(), data());
    Files.move(aside(), fresh());
  }

  /** Undoes a swap that a crash cut short. */
  void recoverSwap() throws IOException {
    if (Files.exists(aside()) && !Files.exists(data())) {
      Files.move(aside(), data());
    } else if (Files.exists(aside())) {
      tree(aside()).delete();
    }
  }

  /** Everything of it must have ended. */
  void delete() throws IOException {
    // The settings go first: from then on there is no instance, whatever else still lies here.
    Files.deleteIfExists(settings());
    if (Files.isDirectory(directory) && !isSealed()) {
      migrate();
      for (Path top : List.of(data(), fresh(), aside(), temporary(), exports())) {
        tree(top).delete();
      }
    }
    volume().remove();
    DeleteTree.at(directory);
    cages.forget(CAGE + id());
  }
}
