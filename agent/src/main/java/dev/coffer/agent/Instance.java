package dev.coffer.agent;

import java.nio.file.Path;

/** An engine of the agent's own, as it is at this moment. */
public record Instance(
    String id, State state, String version, String bindAddress, int port, Path dataDirectory) {
  /** Running means that it answers, not only that a process exists. */
  public enum State {
    RUNNING,
    STOPPED
  }
}
