package dev.coffer.server.iam.policy;

import dev.coffer.server.id.ProjectId;
import java.util.List;
import java.util.Optional;

/**
 * What is put to policies: an action by each of its names, the resource by each of its URNs, and
 * the circumstances. A service that was renamed goes by both names, so that documents written for
 * either count.
 */
public record Question(List<String> names, List<String> urns, Circumstances circumstances) {
  private static final String SERVICE = "gaussdbformysql";
  private static final String OLDER_SERVICE = "gaussdb";

  public Optional<ProjectId> projectId() {
    return circumstances.access().projectId();
  }

  public static Question of(Circumstances circumstances) {
    String action = circumstances.access().action();
    int colon = action.indexOf(':');
    String service = colon < 0 ? action : action.substring(0, colon);
    if (!service.equals(SERVICE)) {
      return new Question(List.of(action), List.of(circumstances.urn(service)), circumstances);
    }
    return new Question(
        List.of(action, OLDER_SERVICE + action.substring(SERVICE.length())),
        List.of(circumstances.urn(SERVICE), circumstances.urn(OLDER_SERVICE)),
        circumstances);
  }
}
