package dev.coffer.server.wire;

import java.util.Map;

/**
 * One call of an operation, authenticated and authorised, its body read.
 *
 * @param path the named segments of the path
 */
public record Call<Q>(Caller caller, Map<String, String> path, Query query, Q body, Inputs inputs) {

  public String projectId() {
    return path("project_id");
  }

  /** A named segment of the operation's own path. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the operation's path has no segment named " + name);
    }
    return value;
  }
}
