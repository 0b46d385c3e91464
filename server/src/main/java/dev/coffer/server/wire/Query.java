package dev.coffer.server.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The decoded query of a request; of a key that stands twice the first value counts. */
public record Query(Map<String, String> values) {

  /** Parses a raw query; throws {@link IllegalArgumentException} on a broken escape. */
  public static Query parse(String raw) {
    if (raw.isEmpty()) {
      return new Query(Map.of());
    }
    var values = new HashMap<String, String>();
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      values.putIfAbsent(decode(key), equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return new Query(Map.copyOf(values));
  }

  /** A value that is given and not empty. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
