package dev.coffer.agent.mariadb;

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

  void delete() throws IOException {
    // The settings go first: from then on there is no instance, whatever else still lies here.
    Files.deleteIfExists(settings());
    DeleteTree.at(directory);
  }
}
