package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who can die while a cluster is converted; the end of the agent is the API server's, too. */
enum ConversionVictim {
  SERVER,
  API_SERVER,
  DAEMON,
  STANDBY,
  PRIMARY;

  /** Whether there is one at the point. */
  boolean livesAt(ConversionPoint point) {
    return switch (this) {
      case SERVER, API_SERVER, PRIMARY -> true;
      case DAEMON -> point.hasVolumes();
      case STANDBY -> point.hasStandbys();
    };
  }

  /** Whether a server has to be started afterwards. */
  boolean isServer() {
    return this == SERVER || this == API_SERVER;
  }

  /** The process to kill, of the first node that has one; the server is the caller's. */
  ProcessHandle among(List<Path> nodes) {
    return nodes.stream().flatMap(this::of).findFirst().orElseThrow();
  }

  private Stream<ProcessHandle> of(Path node) {
    boolean sealed = Files.exists(node.resolve("sealed"));
    return switch (this) {
      case SERVER, API_SERVER -> Stream.empty();
      case DAEMON -> daemon(node).stream();
      case STANDBY -> sealed ? Stream.empty() : onVolume(node).stream();
      case PRIMARY -> sealed ? onVolume(node).stream() : besideVolume(node);
    };
  }

  private static List<ProcessHandle> onVolume(Path node) {
    return Engines.postgresUnder(node.resolve("mount"));
  }

  private static Stream<ProcessHandle> besideVolume(Path node) {
    List<ProcessHandle> standbys = onVolume(node);
    return Engines.postgresUnder(node).stream().filter(server -> !standbys.contains(server));
  }

  private static Optional<ProcessHandle> daemon(Path node) {
    try {
      return ProcessHandle.of(
          Long.parseLong(Files.readString(node.resolve("volume/daemon.pid")).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
