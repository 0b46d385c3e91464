package dev.coffer.agent.database;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A user and the host it comes from, as an engine tells accounts apart. Nothing in either needs
 * quoting inside of single quotes.
 */
public record AccountName(String name, String host) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,32}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:%_/-]{1,60}");

  /** The engine's and ours; {@code PUBLIC} is everybody. */
  private static final Set<String> RESERVED = Set.of("root", "coffer", "mysql", "public");

  public AccountName {
    if (!isUsable(name) || !isHost(host)) {
      throw new IllegalArgumentException("not an account of an instance's users");
    }
  }

  /** Whether a user of an instance may be called that: 1 to 32 letters, digits and underscores. */
  public static boolean isUsable(String name) {
    return NAME.matcher(name).matches()
        && RESERVED.stream().noneMatch(reserved -> reserved.equalsIgnoreCase(name));
  }

  /** Whether it is an address, a name of a host, or a pattern of either. */
  public static boolean isHost(String host) {
    return HOST.matcher(host).matches();
  }
}
