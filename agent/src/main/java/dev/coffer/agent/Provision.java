package dev.coffer.agent;

import java.util.OptionalInt;

/** An instance to make. Without a port the agent finds a free one. */
public record Provision(
    String instanceId, String bindAddress, OptionalInt port, Credentials credentials) {
  public Provision {
    Id.require(instanceId);
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
      throw new IllegalArgumentException("not a port: " + port.getAsInt());
    }
  }
}
