package dev.coffer.cli;

/** A command that could not do what it was asked; the message is for the operator. */
final class CommandFailed extends RuntimeException {
  CommandFailed(String message) {
    super(message);
  }

  CommandFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
