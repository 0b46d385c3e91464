package dev.coffer.agent.volume;

import dev.coffer.agent.volume.posix.FuseDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the kernel has mounted. */
final class MountTable {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  private MountTable() {}

  /** Where a volume is mounted; the last of several. */
  static Optional<Path> find(Path backing) throws IOException {
    return Files.readAllLines(TABLE).stream()
        .map(line -> List.of(line.split(" ", -1)))
        .filter(fields -> isVolume(fields, backing))
        .map(fields -> Path.of(unescape(fields.get(4))))
        .reduce((_, last) -> last);
  }

  /** The type and source come behind a dash, after any number of optional fields. */
  private static boolean isVolume(List<String> fields, Path backing) {
    int dash = fields.indexOf("-");
    return dash > 0
        && fields.get(dash + 1).equals(FuseDevice.TYPE)
        && unescape(fields.get(dash + 2)).equals(backing.toString());
  }

  private static String unescape(String field) {
    return ESCAPE
        .matcher(field)
        .replaceAll(match -> String.valueOf((char) Integer.parseInt(match.group(1), 8)));
  }
}
