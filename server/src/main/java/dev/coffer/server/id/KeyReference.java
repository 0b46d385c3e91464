package dev.coffer.server.id;

import java.util.Optional;

/** How callers name a master key: by its id or as {@code alias/<name>}. */
public sealed interface KeyReference permits KeyId, KeyAlias {

  /** The reference that a text is; empty where it is none. */
  static Optional<KeyReference> of(String text) {
    return KeyAlias.of(text).<KeyReference>map(alias -> alias).or(() -> KeyId.of(text));
  }
}
