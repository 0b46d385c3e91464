package dev.coffer.server.wire;

import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The decoded query of a request. A parameter that is read must not have two values: signatures of
 * some clients do not say which of them came first.
 */
public final class Query {
  private final Map<String, Set<String>> values;
  private final Service service;

  private Query(Map<String, Set<String>> values, Service service) {
    this.values = values;
    this.service = service;
  }

  /** Parses a raw query; refuses a broken escape with the code of the service. */
  public static Query parse(String raw, Service service) {
    try {
      return new Query(parameters(raw), service);
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(service.invalid(), "query", Reason.WRONG_FORM);
    }
  }

  private static Map<String, Set<String>> parameters(String raw) {
    var values = new HashMap<String, Set<String>>();
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      values
          .computeIfAbsent(decode(key), _ -> new HashSet<>())
          .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return values;
  }

  /** Whether a parameter is there, with whatever value. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** A value that is given and not empty; refuses two different ones. */
  public Optional<String> get(String name) {
    Set<String> given = values.getOrDefault(name, Set.of());
    if (given.size() > 1) {
      throw new Refusal(service.invalid(), name, Reason.NOT_UNIQUE);
    }
    return given.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
