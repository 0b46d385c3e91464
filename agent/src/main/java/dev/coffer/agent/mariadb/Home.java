package dev.coffer.agent.mariadb;

import dev.coffer.agent.Id;
import java.nio.file.Path;

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
}
