package dev.coffer.agent;

import java.util.OptionalInt;

/** An instance to make. Without a port the agent finds a free one. */
public record Provision(
    String instanceId, Exposure exposure, OptionalInt port, Credentials credentials) {
  public Provision {
    Id.require(instanceId);
    port.ifPresent(Arguments::requireOwnPort);
  }
}
