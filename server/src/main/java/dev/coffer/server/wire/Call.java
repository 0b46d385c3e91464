package dev.coffer.server.wire;

import dev.coffer.server.id.ProjectId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of an operation, authenticated and authorised, its body read.
 *
 * @param path the named segments of the path
 * @param source the address that the request came from
 * @param headers values in the order sent, by lower-case name
 */
public record Call<Q>(
    Caller caller,
    Map<String, String> path,
    Query query,
    String source,
    Map<String, List<String>> headers,
    Q body,
    Inputs inputs) {

  /** The first value of a header, by its lower-case name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  public ProjectId projectId() {
    return new ProjectId(path("project_id"));
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
