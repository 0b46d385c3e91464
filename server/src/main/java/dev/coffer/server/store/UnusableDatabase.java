package dev.coffer.server.store;

/** The control database cannot be used as it is; the message is meant for the operator. */
public final class UnusableDatabase extends RuntimeException {
  UnusableDatabase(String message) {
    super(message);
  }

  UnusableDatabase(String message, Throwable cause) {
    super(message, cause);
  }
}
