package dev.coffer.agent;

/** From where an engine is reached. Which address that is, the agent knows and nobody tells it. */
public enum Exposure {
  /** From this host alone. */
  LOOPBACK,
  /** At the address that the operator has the server listen at. */
  PUBLISHED
}
