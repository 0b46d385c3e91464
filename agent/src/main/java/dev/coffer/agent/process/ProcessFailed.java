package dev.coffer.agent.process;

import java.io.IOException;

/** A child ended with something else than success. */
public final class ProcessFailed extends IOException {
  private final int exitCode;

  ProcessFailed(String program, int exitCode, String tail) {
    super("%s ended with exit code %d: %s".formatted(program, exitCode, tail));
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
