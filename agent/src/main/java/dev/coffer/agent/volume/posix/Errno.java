package dev.coffer.agent.volume.posix;

import dev.coffer.agent.volume.disk.Shortage;
import java.io.IOException;

/** A system call failed, or a request is refused, with one of Linux's numbers. */
public final class Errno extends IOException implements Shortage {
  static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int ENOSPC = 28;
  public static final int EMLINK = 31;
  public static final int ERANGE = 34;
  public static final int ENOSYS = 38;
  public static final int ENODATA = 61;
  public static final int EOPNOTSUPP = 95;
  static final int ENOTCONN = 107;
  static final int EDQUOT = 122;

  private final int number;

  public Errno(int number, String what) {
    super(what + ": errno " + number);
    this.number = number;
  }

  public int number() {
    return number;
  }

  public boolean is(int expected) {
    return number == expected;
  }

  @Override
  public boolean isShortage() {
    return switch (number) {
      case ENOSPC, EDQUOT, ENOMEM, EMFILE, ENFILE -> true;
      default -> false;
    };
  }
}
