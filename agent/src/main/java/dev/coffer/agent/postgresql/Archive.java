package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A data directory that is filled from tar archives, one after the other. */
public record Archive(EngineUser user, Path directory) {
  static final String TAR = "/usr/bin/tar";

  /** A child that unpacks what is written to it. */
  public Child unpack() throws IOException {
    var line = new ArrayList<>(user.become());
    line.addAll(
        List.of(TAR, "--extract", "--file=-", "--directory=" + directory, "--no-same-owner"));
    return Child.start(new Command(line, Path.of("/")));
  }
}
