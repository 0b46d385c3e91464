package dev.coffer.agent.store;

import java.util.regex.Pattern;

/** The one rule for names: no separators, no leading dot, at most 200 plain characters. */
final class ObjectName {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern PREFIX = Pattern.compile("|" + SHAPE.pattern());

  private ObjectName() {}

  static String require(String name) {
    if (!SHAPE.matcher(name).matches()) {
      throw new IllegalArgumentException("not an object name: \"" + name + "\"");
    }
    return name;
  }

  static String requirePrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException("not a prefix of an object name: \"" + prefix + "\"");
    }
    return prefix;
  }
}
