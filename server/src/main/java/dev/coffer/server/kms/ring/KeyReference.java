package dev.coffer.server.kms.ring;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.Optional;
import java.util.regex.Pattern;

/** How callers name a master key: by its id or as {@code alias/<name>}. */
public sealed interface KeyReference {
  Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  String ALIAS_PREFIX = "alias/";

  record ById(String id) implements KeyReference {}

  record ByAlias(String alias) implements KeyReference {}

  static KeyReference parse(String text) {
    return read(text).orElseThrow(() -> new Refusal(Failure.KMS_0205, "key_id", Reason.WRONG_FORM));
  }

  /** The reference that a text is, if it is one. */
  static Optional<KeyReference> read(String text) {
    if (ID.matcher(text).matches()) {
      return Optional.of(new ById(text));
    }
    return text.startsWith(ALIAS_PREFIX) && text.length() > ALIAS_PREFIX.length()
        ? Optional.of(new ByAlias(text.substring(ALIAS_PREFIX.length())))
        : Optional.empty();
  }
}
