package dev.coffer.agent.link;

import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message: what is said, and the secrets that it mentions by their index. Closing it zeroes
 * them.
 */
record Frame(ObjectNode said, List<byte[]> secrets) implements AutoCloseable {
  Frame {
    secrets = List.copyOf(secrets);
  }

  @Override
  public void close() {
    secrets.forEach(secret -> Arrays.fill(secret, (byte) 0));
  }
}
