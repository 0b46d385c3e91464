package dev.coffer.server.wire;

import java.util.Map;

/**
 * What a handler answers: a record written as JSON, and headers where the vendor's API has them.
 */
public record Reply(Object body, Map<String, String> headers) {

  public static Reply of(Object body) {
    return new Reply(body, Map.of());
  }
}
