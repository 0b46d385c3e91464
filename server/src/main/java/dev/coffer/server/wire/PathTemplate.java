package dev.coffer.server.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A path such as {@code /v3/{project_id}/backups}: literal segments and named ones. */
public record PathTemplate(String text, List<Segment> segments) {

  /** One segment between two slashes. */
  public sealed interface Segment {
    record Literal(String text) implements Segment {}

    record Variable(String name) implements Segment {}
  }

  public static PathTemplate of(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("path template must begin with a slash: " + text);
    }
    var segments = new ArrayList<Segment>();
    for (String part : text.substring(1).split("/", -1)) {
      boolean variable = part.startsWith("{") && part.endsWith("}");
      segments.add(
          variable
              ? new Segment.Variable(part.substring(1, part.length() - 1))
              : new Segment.Literal(part));
    }
    return new PathTemplate(text, List.copyOf(segments));
  }

  public boolean names(String variable) {
    return segments.contains(new Segment.Variable(variable));
  }

  /** The values of the named segments; the path must be one that the router matched. */
  Map<String, String> bind(List<String> path) {
    var values = new HashMap<String, String>();
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof Segment.Variable(String name)) {
        values.put(name, path.get(i));
      }
    }
    return Map.copyOf(values);
  }
}
