package dev.coffer.agent.database;

import java.util.Set;
import java.util.regex.Pattern;

/** A database of an instance's users. Nothing in it needs quoting inside of backticks. */
public record DatabaseName(String name) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MOST_DASHES = 10;
  private static final Set<String> RESERVED =
      Set.of("information_schema", "mysql", "performance_schema", "sys");

  public DatabaseName {
    if (!isUsable(name)) {
      throw new IllegalArgumentException("not a database of an instance's users");
    }
  }

  /** Whether it has the vendor's form, 1 to 64 characters, and is none of the engine's own. */
  public static boolean isUsable(String name) {
    return SHAPE.matcher(name).matches()
        && name.chars().filter(c -> c == '-').count() <= MOST_DASHES
        && RESERVED.stream().noneMatch(reserved -> reserved.equalsIgnoreCase(name));
  }
}
