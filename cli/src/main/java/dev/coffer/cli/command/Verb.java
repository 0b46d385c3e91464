package dev.coffer.cli.command;

import java.util.List;
import java.util.function.Supplier;

/**
 * A command by its name; the picocli object is made only when it was named.
 *
 * @param destroys whether it may destroy something: such a verb is never suggested
 */
public record Verb(
    String name, String description, boolean destroys, boolean hidden, Supplier<Object> make) {
  public static Verb of(String name, String description, Supplier<Object> make) {
    return new Verb(name, description, false, false, make);
  }

  public static Verb destroying(String name, String description, Supplier<Object> make) {
    return new Verb(name, description, true, false, make);
  }

  /** The only one of a word that is a command by itself. */
  public static List<Verb> alone(Supplier<Object> make) {
    return List.of(of("", "", make));
  }

  /** One that works and is not told of. */
  public Verb asHidden() {
    return new Verb(name, description, destroys, true, make);
  }
}
