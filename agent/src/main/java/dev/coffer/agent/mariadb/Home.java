package dev.coffer.agent.mariadb;

import dev.coffer.agent.Id;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directory under which every instance has one of its own. */
public record Home(Path directory) {
  public Home {
    directory = directory.toAbsolutePath().normalize();
    if (directory.toString().chars().anyMatch(Character::isWhitespace)) {
      // mariadb-install-db splits its arguments at white space.
      throw new IllegalArgumentException("white space in the home of instances: " + directory);
    }
  }

  InstanceFiles files(String instanceId) {
    return new InstanceFiles(directory.resolve(Id.require(instanceId)));
  }

  List<InstanceFiles> instances() throws IOException {
    var found = new ArrayList<InstanceFiles>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        var files = new InstanceFiles(entry);
        if (files.exist()) {
          found.add(files);
        }
      }
    }
    return found;
  }
}
