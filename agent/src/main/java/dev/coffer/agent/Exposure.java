package dev.coffer.agent;

/** From where an engine is reached. The agent alone knows which address that is. */
public enum Exposure {
  /** From this host alone. */
  LOOPBACK,
  /** At the address that the operator has the server listen at. */
  PUBLISHED
}
