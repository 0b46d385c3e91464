package dev.coffer.server.id;

import java.util.Optional;

/** A name of a master key, without the prefix that tells it from an id. */
public record KeyAlias(String name) implements KeyReference {
  public static final String PREFIX = "alias/";

  /** The name that a text is, with its prefix; empty where it is none. */
  public static Optional<KeyAlias> of(String text) {
    return text.startsWith(PREFIX) && text.length() > PREFIX.length()
        ? Optional.of(new KeyAlias(text.substring(PREFIX.length())))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return PREFIX + name;
  }
}
