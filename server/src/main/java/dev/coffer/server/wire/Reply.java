package dev.coffer.server.wire;

import java.util.Map;

/**
 * What a handler answers: a record written as JSON, and headers where the vendor's API has them.
 */
public record Reply(Object body, Map<String, String> headers) {

  /** The body of an answer that has none. */
  private static final Map<String, String> NOTHING = Map.of();

  /** What goes with the status 204. */
  public static Reply empty() {
    return new Reply(NOTHING, Map.of());
  }

  public static Reply of(Object body) {
    return new Reply(body, Map.of());
  }
}
