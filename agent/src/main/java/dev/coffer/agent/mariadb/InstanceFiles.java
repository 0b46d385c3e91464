package dev.coffer.agent.mariadb;

import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What is where in the directory of an instance. */
record InstanceFiles(Path directory) {
  /** Relative to the data directory: the path of a socket may have 107 bytes and no more. */
  static final String SOCKET = "server.sock";

  static final String PID = "server.pid";

  Path data() {
    return directory.resolve("data");
  }

  /** Where data that shall replace the present is made. */
  Path fresh() {
    return directory.resolve("data.new");
  }

  private Path aside() {
    return directory.resolve("data.aside");
  }

  Path temporary() {
    return directory.resolve("tmp");
  }

  Path log() {
    return directory.resolve("server.log");
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
    DeleteTree.at(directory);
  }
}
