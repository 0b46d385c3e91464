package dev.coffer.server;

/** The server refuses to start; the message says why and is meant for the operator. */
public final class CannotStart extends RuntimeException {
  CannotStart(String message) {
    super(message);
  }

  CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
