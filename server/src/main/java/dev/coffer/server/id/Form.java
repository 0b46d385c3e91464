package dev.coffer.server.id;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the text of an id of one kind looks like. */
public record Form(String kind, Pattern pattern) {

  /** The form that a regular expression describes. */
  public static Form of(String kind, String expression) {
    return new Form(kind, Pattern.compile(expression));
  }

  /**
   * Refuses any other text.
   *
   * @throws IllegalArgumentException if the text is no id of the kind
   */
  public void check(String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not the id of a %s: %s".formatted(kind, text));
    }
  }

  /** The id that a text is; empty where it is none. */
  public <T> Optional<T> read(String text, Function<String, T> id) {
    return pattern.matcher(text).matches() ? Optional.of(id.apply(text)) : Optional.empty();
  }
}
