package dev.coffer.agent;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The rules for what a caller may say beside ids. Records keep them in their constructors, so that
 * nothing else arrives over a link. The trap: a text that keeps them may still need quoting.
 */
public final class Arguments {
  private static final int LOWEST_PORT_WITHOUT_PRIVILEGE = 1024;
  private static final int HIGHEST_PORT = 65_535;
  private static final int MOST_NODES = 1024;
  private static final int LONGEST_PATH = 4096;

  private Arguments() {}

  /** A text of one line: 1 to so many bytes of UTF-8 without control characters. */
  static String requireLine(String what, String text, int mostBytes) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > mostBytes) {
      throw new IllegalArgumentException(
          "%s has %d bytes, not 1 to %d".formatted(what, length, mostBytes));
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + " has a control character");
    }
    return text;
  }

  /** A place without steps back, which a list of places can be asked for. */
  static Path requireAbsolute(String what, Path path) {
    requireLine(what, path.toString(), LONGEST_PATH);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(what + " is not absolute: " + path);
    }
    if (!path.equals(path.normalize())) {
      throw new IllegalArgumentException(what + " leads back: " + path);
    }
    return path;
  }

  static int requirePort(int port) {
    return requirePort(port, 1);
  }

  /** One that an engine can listen on, which has no privilege. */
  public static int requireOwnPort(int port) {
    return requirePort(port, LOWEST_PORT_WITHOUT_PRIVILEGE);
  }

  private static int requirePort(int port, int lowest) {
    if (port < lowest || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(
          "port %d is not from %d to %d".formatted(port, lowest, HIGHEST_PORT));
    }
    return port;
  }

  /** Of something in PostgreSQL, which cuts a longer one so that it names another. */
  public static String requireName(String what, String name) {
    return requireLine(what, name, Superuser.LONGEST_NAME);
  }

  /** The nodes of one warehouse, each once. */
  public static void requireNodes(String coordinatorId, List<String> dataNodeIds) {
    Id.require(coordinatorId);
    dataNodeIds.forEach(Id::require);
    requireFew("data nodes", dataNodeIds);
    if (Set.copyOf(dataNodeIds).size() < dataNodeIds.size()
        || dataNodeIds.contains(coordinatorId)) {
      throw new IllegalArgumentException("a node is named twice");
    }
  }

  public static void requireFew(String what, Collection<?> several) {
    if (several.size() > MOST_NODES) {
      throw new IllegalArgumentException(
          "%d %s, not up to %d".formatted(several.size(), what, MOST_NODES));
    }
  }
}
