package dev.coffer.agent.volume;

import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.disk.Storage;
import dev.coffer.agent.volume.fuse.FdStorage;
import dev.coffer.agent.volume.fuse.MountedVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where the parts of a volume lie in its backing directory. */
record VolumeFiles(Path backing) {
  VolumeFiles {
    backing = backing.toAbsolutePath().normalize();
  }

  /** The two journals, each of two segments. */
  enum Lane {
    DATA,
    LOG
  }

  Path header() {
    return backing.resolve("coffer.volume");
  }

  Path root() {
    return backing.resolve("root");
  }

  Path nursery() {
    return backing.resolve("nursery");
  }

  Path journal() {
    return backing.resolve("journal");
  }

  Path lock() {
    return backing.resolve("daemon.pid");
  }

  Path log() {
    return backing.resolve("daemon.log");
  }

  List<Path> segments(Lane lane) {
    String name = lane == Lane.DATA ? "data" : "log";
    return List.of(journal().resolve(name + ".0"), journal().resolve(name + ".1"));
  }

  List<Storage> openSegments(Lane lane) throws IOException {
    List<Storage> segments = new ArrayList<>();
    for (Path segment : segments(lane)) {
      segments.add(FdStorage.open(segment));
    }
    return segments;
  }

  MountedVolume.Parts parts() {
    return new MountedVolume.Parts(backing, root(), nursery());
  }

  byte[] readHeader() throws IOException {
    try {
      return Files.readAllBytes(header());
    } catch (NoSuchFileException absent) {
      throw new VolumeFailure(Reason.NO_VOLUME, "no sealed volume in " + backing);
    }
  }

  /** Removes what a crash left without a name. */
  void clearNursery() throws IOException {
    try (var tree = Files.walk(nursery())) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(nursery())) {
          Files.delete(path);
        }
      }
    }
  }
}
