package dev.coffer.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Ends a failed command with one line for the operator and exit code 1. The whole trace is printed
 * only for faults that no one foresaw.
 */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    command.getErr().println("coffer: " + failure.getMessage());
    if (!(failure instanceof CommandFailed)) {
      failure.printStackTrace(command.getErr());
    }
    return 1;
  }
}
