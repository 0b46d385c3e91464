package dev.coffer.server.iam.duty;

/** Duties are to be kept apart and somebody has two; the message says who. */
public final class DutiesConflict extends RuntimeException {
  DutiesConflict(String message) {
    super(message);
  }
}
