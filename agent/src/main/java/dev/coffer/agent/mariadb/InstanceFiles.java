package dev.coffer.agent.mariadb;

import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.volume.EngineVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What is where in the directory of an instance. One whose files are sealed has everything that may
 * tell of rows on a volume, from the first file on; its settings stay outside, to find it by.
 */
record InstanceFiles(Path directory) {
  /** Relative to the data directory: the path of a socket may have 107 bytes and no more. */
  static final String SOCKET = "server.sock";

  static final String PID = "server.pid";

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

  Path pid() {
    return data().resolve(PID);
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
    var closed = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(data(), closed);
    Files.createDirectories(temporary(), closed);
    if (!Files.exists(log())) {
      var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Files.createFile(log(), mode);
    }
  }

  void createFresh() throws IOException {
    deleteFresh();
    Files.createDirectory(
        fresh(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  void deleteFresh() throws IOException {
    DeleteTree.at(fresh());
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
      DeleteTree.at(aside());
    }
  }

  void delete() throws IOException {
    // The settings go first: from then on there is no instance, whatever else still lies here.
    Files.deleteIfExists(settings());
    volume().remove();
    DeleteTree.at(directory);
  }
}
