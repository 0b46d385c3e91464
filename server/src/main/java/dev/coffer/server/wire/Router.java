package dev.coffer.server.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation of a method and a raw path. Segments are split before they are decoded, so an
 * escaped slash never makes a segment; a literal segment wins over a named one, which is never
 * empty. As at the vendor's gateway, one slash at the end is none, and HEAD is answered where GET
 * is.
 */
public final class Router {
  private final Node root = new Node();

  public Router(List<Operation<?>> operations) {
    operations.forEach(this::add);
  }

  /** An operation and the values of its path. */
  public record Match(Operation<?> operation, Map<String, String> path) {}

  /** The match of a raw (still escaped) path, without its query; empty where there is none. */
  public Optional<Match> find(Operation.Method method, String rawPath) {
    List<String> path = segments(rawPath);
    Operation<?> operation = find(root, path, 0, method);
    if (operation == null && method == Operation.Method.HEAD) {
      operation = find(root, path, 0, Operation.Method.GET);
    }
    return operation == null
        ? Optional.empty()
        : Optional.of(new Match(operation, operation.path().bind(path)));
  }

  private void add(Operation<?> operation) {
    Node node = root;
    for (PathTemplate.Segment segment : operation.path().segments()) {
      node = node.child(segment);
    }
    if (node.operations.put(operation.method(), operation) != null) {
      throw new IllegalArgumentException("two operations for " + operation.path().text());
    }
  }

  private static @Nullable Operation<?> find(
      Node node, List<String> path, int depth, Operation.Method method) {
    if (depth == path.size()) {
      return node.operations.get(method);
    }
    Node literal = node.literals.get(path.get(depth));
    Operation<?> found = literal == null ? null : find(literal, path, depth + 1, method);
    if (found == null && node.variable != null && !path.get(depth).isEmpty()) {
      found = find(node.variable, path, depth + 1, method);
    }
    return found;
  }

  private static List<String> segments(String rawPath) {
    var segments = new ArrayList<String>();
    for (String part : rawPath.substring(Math.min(1, rawPath.length())).split("/", -1)) {
      segments.add(decode(part));
    }
    if (segments.size() > 1 && segments.getLast().isEmpty()) {
      segments.removeLast();
    }
    return segments;
  }

  // The plus sign stands for itself in a path; what cannot be decoded stays as it is and matches
  // nothing.
  private static String decode(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return part;
    }
  }

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<Operation.Method, Operation<?>> operations =
        new EnumMap<>(Operation.Method.class);
    private @Nullable Node variable;

    private Node child(PathTemplate.Segment segment) {
      return switch (segment) {
        case PathTemplate.Segment.Literal(String text) ->
            literals.computeIfAbsent(text, _ -> new Node());
        case PathTemplate.Segment.Variable _ -> {
          Node existing = variable;
          if (existing == null) {
            existing = new Node();
            variable = existing;
          }
          yield existing;
        }
      };
    }
  }
}
