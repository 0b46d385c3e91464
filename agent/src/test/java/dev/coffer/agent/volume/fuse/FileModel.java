package dev.coffer.agent.volume.fuse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a file may hold after a crash: each page as it was at its last sync or after any change
 * since, and a size between those that it had.
 */
final class FileModel {
  private static final int PAGE = 4096;

  private final List<byte[]> versions = new ArrayList<>(List.of(new byte[0]));
  // Where changes since the last sync ended: a longer size before them may be lost without them.
  private final Set<Integer> ends = new HashSet<>();
  private boolean doubtful;

  byte[] now() {
    return versions.getLast();
  }

  int size() {
    return now().length;
  }

  int unsynced() {
    return versions.size() - 1;
  }

  /** A change reaches up to an offset. */
  void reaches(int end) {
    ends.add(end);
  }

  void becomes(byte[] content) {
    versions.add(content);
  }

  void synced() {
    settle(now());
  }

  /** It was found to hold this, and that is on the disk. */
  void settle(byte[] found) {
    versions.clear();
    ends.clear();
    versions.add(found);
    doubtful = false;
  }

  /** A change failed for want of room: what the kernel shows is not what the volume holds. */
  void doubt() {
    doubtful = true;
  }

  void found(byte[] found) {
    if (!Arrays.equals(found, now())) {
      versions.add(found);
    }
  }

  boolean isDoubtful() {
    return doubtful;
  }

  /** The pages of a range, as they are now, are on the disk. */
  void syncedRange(int offset, int length) {
    byte[] now = now();
    int from = offset / PAGE * PAGE;
    int to = Math.min(now.length, (offset + length + PAGE - 1) / PAGE * PAGE);
    versions.replaceAll(
        version -> {
          byte[] synced = Arrays.copyOf(version, Math.max(version.length, offset + length));
          System.arraycopy(now, from, synced, from, Math.min(to, synced.length) - from);
          return synced;
        });
  }

  static byte[] written(byte[] before, int offset, byte[] data) {
    byte[] after = Arrays.copyOf(before, Math.max(before.length, offset + data.length));
    System.arraycopy(data, 0, after, offset, data.length);
    return after;
  }

  static byte[] zeroed(byte[] before, int offset, int length) {
    byte[] after = before.clone();
    Arrays.fill(
        after, Math.min(offset, after.length), Math.min(offset + length, after.length), (byte) 0);
    return after;
  }

  /** Why it cannot be that a crash left this; empty if it can. */
  Optional<String> refuted(byte[] found) {
    if (versions.stream().noneMatch(version -> version.length == found.length)
        && !ends.contains(found.length)
        && !isBetween(found.length)) {
      return Optional.of(
          "a size of %d after %s"
              .formatted(found.length, versions.stream().map(version -> version.length).toList()));
    }
    for (int at = 0; at < found.length; at += PAGE) {
      int from = at;
      if (versions.stream().noneMatch(version -> agrees(version, found, from))
          && !(doubtful && isMixed(found, from))) {
        return Optional.of(
            "page %d is none of %d versions: %s"
                .formatted(at / PAGE, versions.size(), describe(found, at)));
      }
    }
    return Optional.empty();
  }

  /** Writes of many pages may get through in part. */
  private boolean isBetween(int size) {
    int least = versions.stream().mapToInt(version -> version.length).min().orElseThrow();
    int most = versions.stream().mapToInt(version -> version.length).max().orElseThrow();
    return size % PAGE == 0 && least <= size && size <= most;
  }

  private static boolean agrees(byte[] version, byte[] found, int from) {
    int to = Math.min(found.length, from + PAGE);
    for (int at = from; at < to; at++) {
      if (found[at] != (at < version.length ? version[at] : 0)) {
        return false;
      }
    }
    return true;
  }

  /** What was written after a write that got lost lies on what there was before that. */
  private boolean isMixed(byte[] found, int from) {
    int to = Math.min(found.length, from + PAGE);
    for (int at = from; at < to; at++) {
      int each = at;
      if (versions.stream()
          .noneMatch(version -> found[each] == (each < version.length ? version[each] : 0))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private String describe(byte[] found, int at) {
    int to = Math.min(found.length, at + PAGE);
    var text = new StringBuilder(isZero(found, at, to) ? "zeroes" : "bytes");
    for (byte[] version : versions) {
      int end = Math.min(to, version.length);
      int differs = end <= at ? 0 : Arrays.mismatch(version, at, end, found, at, end);
      text.append(" %d/%d".formatted(version.length, differs));
    }
    return text.toString();
  }
}
