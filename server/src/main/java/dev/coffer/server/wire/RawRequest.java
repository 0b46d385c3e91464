package dev.coffer.server.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it stood on the wire: what a signature is verified over.
 *
 * @param path the raw path, escapes as sent
 * @param query the raw query without its question mark, empty where there is none
 * @param headers values in the order sent, by lower-case name
 * @param body the body's bytes, not copied
 * @param source the address that the connection came from
 */
@SuppressWarnings("ArrayRecordComponent") // the body is read once and shared by reference
public record RawRequest(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    byte[] body,
    String source) {

  /** The first value of a header. */
  public Optional<String> header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }
}
