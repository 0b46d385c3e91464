package dev.coffer.agent.volume.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;

/** What {@code statx} tells. */
public record FileStatus(
    long inode,
    int mode,
    int links,
    int uid,
    int gid,
    long size,
    long blocks,
    int device,
    Time accessed,
    Time modified,
    Time changed) {
  static final int LENGTH = 256;

  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;

  /** Seconds and nanoseconds. */
  public record Time(long seconds, int nanos) {
    /** When setting: as it is, and as the clock says ({@code UTIME_OMIT}, {@code UTIME_NOW}). */
    public static final Time UNCHANGED = new Time(0, (1 << 30) - 2);

    public static final Time NOW = new Time(0, (1 << 30) - 1);

    public static Time of(Instant instant) {
      return new Time(instant.getEpochSecond(), instant.getNano());
    }

    private static Time read(MemorySegment from, long at) {
      return new Time(
          from.get(ValueLayout.JAVA_LONG, at), from.get(ValueLayout.JAVA_INT, at + Long.BYTES));
    }
  }

  public static FileStatus read(MemorySegment from) {
    var integer = ValueLayout.JAVA_INT;
    var number = ValueLayout.JAVA_LONG;
    return new FileStatus(
        from.get(number, 32),
        from.get(ValueLayout.JAVA_SHORT, 28) & 0xffff,
        from.get(integer, 16),
        from.get(integer, 20),
        from.get(integer, 24),
        from.get(number, 40),
        from.get(number, 48),
        device(from.get(integer, 128), from.get(integer, 132)),
        Time.read(from, 64),
        Time.read(from, 112),
        Time.read(from, 96));
  }

  private static int device(int major, int minor) {
    return (minor & 0xff) | major << 8 | (minor & ~0xff) << 12;
  }

  public boolean isRegular() {
    return (mode & TYPE) == REGULAR;
  }

  public boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  /** What it is, for people to read. */
  public String kind() {
    return switch (mode & TYPE) {
      case REGULAR -> "a file";
      case DIRECTORY -> "a directory";
      case 0120000 -> "a symbolic link";
      case 0010000 -> "a pipe";
      case 0140000 -> "a socket";
      default -> "a device";
    };
  }
}
