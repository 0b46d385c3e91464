package dev.coffer.agent.mariadb;

import dev.coffer.agent.Id;
import dev.coffer.agent.cage.Cages;
import java.nio.file.Path;

/** The directory under which every instance has one of its own, and the cages that they run in. */
public record Home(Path directory, Cages cages) {
  public Home {
    directory = directory.toAbsolutePath().normalize();
    if (directory.toString().chars().anyMatch(Character::isWhitespace)) {
      // mariadb-install-db splits its arguments at white space.
      throw new IllegalArgumentException("white space in the home of instances: " + directory);
    }
  }

  InstanceFiles files(String instanceId) {
    return new InstanceFiles(directory.resolve(Id.require(instanceId)), cages);
  }
}
