package dev.coffer.cli.command;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Finds what was named: by id, by name, or by a unique beginning of an id. */
public final class Named {
  private static final int SHORTEST_PREFIX = 6;

  private Named() {}

  /** For verbs that destroy nothing. */
  public static ObjectNode find(String noun, String typed, List<ObjectNode> rows) {
    List<ObjectNode> whole = whole(typed, rows);
    if (!whole.isEmpty()) {
      return only(noun, typed, whole);
    }
    List<ObjectNode> begun =
        typed.length() < SHORTEST_PREFIX
            ? List.of()
            : matching(rows, row -> row.path("id").asString("").startsWith(typed));
    return only(noun, typed, begun);
  }

  /** For verbs that destroy: the whole name or id alone. */
  public static ObjectNode findWhole(String noun, String typed, List<ObjectNode> rows) {
    return only(noun, typed, whole(typed, rows));
  }

  private static List<ObjectNode> whole(String typed, List<ObjectNode> rows) {
    List<ObjectNode> ids = matching(rows, row -> row.path("id").asString("").equals(typed));
    return ids.isEmpty() ? matching(rows, row -> row.path("name").asString("").equals(typed)) : ids;
  }

  private static List<ObjectNode> matching(List<ObjectNode> rows, Predicate<ObjectNode> wanted) {
    return rows.stream().filter(wanted).toList();
  }

  private static ObjectNode only(String noun, String typed, List<ObjectNode> found) {
    if (found.isEmpty()) {
      throw new Failed(
          ExitCode.ABSENT, "there is no " + noun + " " + typed, "coffer " + noun + " list");
    }
    if (found.size() > 1) {
      String ids =
          found.stream().map(row -> row.path("id").asString()).collect(Collectors.joining(", "));
      throw new Failed(
          ExitCode.USAGE, typed + " names " + found.size() + " of them: " + ids, "an id of these");
    }
    return found.getFirst();
  }
}
