package dev.coffer.server.failure;

import java.util.Locale;
import java.util.Optional;

/** The two languages of the vendor's {@code X-Language} header; English where none is asked for. */
public enum Language {
  ENGLISH("en-us"),
  CHINESE("zh-cn");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The language of a header value, compared without case; empty where the value is unknown. */
  public static Optional<Language> of(String tag) {
    String wanted = tag.strip().toLowerCase(Locale.ROOT);
    for (Language language : values()) {
      if (language.tag.equals(wanted)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }
}
