package dev.coffer.cli;

import dev.coffer.cli.exit.Foreseen;

/** A command that could not do what it was asked; the message is for the operator. */
final class CommandFailed extends RuntimeException implements Foreseen {
  CommandFailed(String message) {
    super(message);
  }

  CommandFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
