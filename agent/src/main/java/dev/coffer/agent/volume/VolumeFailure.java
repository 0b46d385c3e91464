package dev.coffer.agent.volume;

import java.io.IOException;

/** What was asked of a volume did not happen. */
public final class VolumeFailure extends IOException {

  /** The one list of what can go wrong. */
  public enum Reason {
    /** The directory holds no sealed volume of a known version. */
    NO_VOLUME(10),
    /** The directory that a new volume was to be made in is not empty. */
    NOT_EMPTY(11),
    WRONG_KEY(12),
    /** It is mounted, or being checked, already. */
    IN_USE(13),
    /** Programs have files of the mount open. */
    BUSY(14),
    /** The volume's own files were altered. */
    DAMAGED(15),
    /** The daemon did not come up or did not end; the message says what it said. */
    DAEMON_FAILED(16),
    /** There is no directory to mount it at. */
    NO_MOUNT_POINT(17),
    /** It is of a version that has to be brought up to date by the Coffer that made it. */
    OLD_VERSION(18);

    private final int exitCode;

    Reason(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }

    static Reason ofExitCode(int exitCode) {
      for (Reason reason : values()) {
        if (reason.exitCode == exitCode) {
          return reason;
        }
      }
      return DAEMON_FAILED;
    }
  }

  private final Reason reason;

  VolumeFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
