package dev.coffer.server.iam.duty;

/** Duties are kept apart and a user has two; the message says who. */
public final class DutiesConflict extends RuntimeException {
  DutiesConflict(String message) {
    super(message);
  }
}
