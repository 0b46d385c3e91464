package dev.coffer.agent.volume;

import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.disk.JournalFiles;
import dev.coffer.agent.volume.disk.Storage;
import dev.coffer.agent.volume.fuse.BackingDirectory;
import dev.coffer.agent.volume.posix.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the parts of a volume are called in its backing directory. */
record VolumeFiles(Path backing) {
  static final String HEADER = "coffer.volume";
  static final String ROOT = "root";
  static final String NURSERY = "nursery";
  static final String JOURNAL = "journal";
  static final String LOCK = "daemon.pid";
  static final String LOG = "daemon.log";

  /**
   * What belongs to the user who serves it; log and directory do not. Given in this order, so that
   * the header's owner says that all of it was.
   */
  static final List<String> SERVED = List.of(ROOT, NURSERY, JOURNAL, LOCK, HEADER);

  VolumeFiles {
    backing = backing.toAbsolutePath().normalize();
  }

  /** The two journals, each of two segments and a mark. */
  enum Lane {
    DATA("data"),
    LOG("log");

    private final String label;

    Lane(String label) {
      this.label = label;
    }

    List<String> segments() {
      return List.of(JOURNAL + "/" + label + ".0", JOURNAL + "/" + label + ".1");
    }

    String mark() {
      return JOURNAL + "/" + label + ".mark";
    }
  }

  BackingDirectory open() throws IOException {
    if (!Files.isDirectory(backing, LinkOption.NOFOLLOW_LINKS)) {
      throw noVolume();
    }
    return BackingDirectory.open(backing);
  }

  private VolumeFailure noVolume() {
    return new VolumeFailure(Reason.NO_VOLUME, "no sealed volume in " + backing);
  }

  static JournalFiles openJournal(BackingDirectory in, Lane lane) throws IOException {
    List<Storage> segments = new ArrayList<>();
    for (String segment : lane.segments()) {
      segments.add(in.open(segment));
    }
    return new JournalFiles(segments, in.open(lane.mark()));
  }

  byte[] readHeader() throws IOException {
    try (var directory = open()) {
      return readHeader(directory);
    }
  }

  byte[] readHeader(BackingDirectory in) throws IOException {
    try {
      return in.read(HEADER);
    } catch (Errno e) {
      if (e.is(Errno.ENOENT)) {
        throw noVolume();
      }
      throw e;
    }
  }
}
