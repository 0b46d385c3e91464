package dev.coffer.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A word of the first level: a command by itself, or a thing with verbs.
 *
 * @param verbs the verbs, one for the thing itself where its name is empty
 */
public record Noun(String name, String description, boolean hidden, Supplier<List<Verb>> verbs) {
  public static Noun of(String name, String description, Supplier<List<Verb>> verbs) {
    return new Noun(name, description, false, verbs);
  }

  public Noun asHidden() {
    return new Noun(name, description, true, verbs);
  }

  /** The command that this word is by itself. */
  Optional<Verb> alone(List<Verb> known) {
    return known.size() == 1 && known.getFirst().name().isEmpty()
        ? Optional.of(known.getFirst())
        : Optional.empty();
  }
}
