package dev.coffer.cli.output;

import java.util.Locale;

/**
 * A field of results that a table shows.
 *
 * @param kind what its value is, which decides how it is written for people
 */
public record Column(String field, Kind kind) {
  /** What a value is. */
  public enum Kind {
    TEXT,
    TIME,
    BYTES
  }

  public static Column text(String field) {
    return new Column(field, Kind.TEXT);
  }

  /** RFC 3339 in UTC. */
  public static Column time(String field) {
    return new Column(field, Kind.TIME);
  }

  public static Column bytes(String field) {
    return new Column(field, Kind.BYTES);
  }

  String header() {
    return field.replace('_', ' ').toUpperCase(Locale.ROOT);
  }
}
