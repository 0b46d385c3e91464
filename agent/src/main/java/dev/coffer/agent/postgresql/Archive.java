package dev.coffer.agent.postgresql;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A data directory that is filled from tar archives, one after the other. */
public record Archive(Cage cage, Path directory) {
  static final String TAR = "/usr/bin/tar";

  /** A child that unpacks what is written to it. */
  public Child unpack() throws IOException {
    var line = List.of(TAR, "--extract", "--file=-", "--directory=" + directory, "--no-same-owner");
    return Child.start(cage.inside(new Command(line, Path.of("/"))));
  }
}
