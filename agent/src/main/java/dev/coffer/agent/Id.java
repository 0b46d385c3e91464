package dev.coffer.agent;

import java.util.regex.Pattern;

/** The one rule for the ids of instances and backups: they become names of files. */
public final class Id {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private Id() {}

  public static String require(String id) {
    if (!SHAPE.matcher(id).matches()) {
      throw new IllegalArgumentException("not an id: \"" + id + "\"");
    }
    return id;
  }
}
