package dev.coffer.cli.exit;

/** A command that could not do what it was asked; the message is for the operator. */
public final class CommandFailed extends RuntimeException implements Foreseen {
  public CommandFailed(String message) {
    super(message);
  }

  public CommandFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
