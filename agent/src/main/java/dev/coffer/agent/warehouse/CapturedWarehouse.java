package dev.coffer.agent.warehouse;

import dev.coffer.crypto.envelope.v1.Envelope;
import java.util.List;

/**
 * A snapshot that is committed.
 *
 * @param parts the envelopes of all parts
 * @param omitted unlogged tables and sequences, for people: a restored warehouse has them empty
 */
public record CapturedWarehouse(List<Envelope> parts, List<String> omitted) {
  public CapturedWarehouse {
    parts = List.copyOf(parts);
    omitted = List.copyOf(omitted);
  }
}
