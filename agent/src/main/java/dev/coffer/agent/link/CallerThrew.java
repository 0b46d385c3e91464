package dev.coffer.agent.link;

/** What the caller was asked failed there, where the cause is known. */
final class CallerThrew extends RuntimeException {
  CallerThrew() {
    super("what the caller was asked failed");
  }

  static boolean isIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CallerThrew) {
        return true;
      }
    }
    return false;
  }
}
