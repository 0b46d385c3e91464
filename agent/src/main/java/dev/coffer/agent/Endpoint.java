package dev.coffer.agent;

/**
 * Where an engine is to listen.
 *
 * @param port from 1024 to 65535
 */
public record Endpoint(Exposure exposure, int port) {
  public Endpoint {
    Arguments.requireOwnPort(port);
  }
}
