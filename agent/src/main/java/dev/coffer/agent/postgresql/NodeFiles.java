package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What is where in the directory of a node. */
record NodeFiles(Path directory) {
  /** Relative to the data directory: the path of a socket may have 107 bytes and no more. */
  static final String SOCKETS = "../sockets";

  Path data() {
    return directory.resolve("data");
  }

  Path sockets() {
    return directory.resolve("sockets");
  }

  Path log() {
    return directory.resolve("server.log");
  }

  Path settings() {
    return directory.resolve(Settings.FILE);
  }

  Path pid() {
    return data().resolve("postmaster.pid");
  }

  Path access() {
    return data().resolve("pg_hba.conf");
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
    Files.createDirectories(sockets(), closed);
    Files.createFile(
        log(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  void delete() throws IOException {
    // The settings go first: from then on there is no node, whatever else still lies here.
    Files.deleteIfExists(settings());
    DeleteTree.at(directory);
  }
}
