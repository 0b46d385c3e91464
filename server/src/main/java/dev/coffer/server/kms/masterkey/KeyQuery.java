package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeySpec;
import java.util.List;
import java.util.Optional;

/**
 * Which keys of a project to list, oldest first.
 *
 * @param marker how many to pass over
 */
public record KeyQuery(
    ProjectId projectId,
    Optional<KeyState> state,
    Optional<KeySpec> spec,
    Optional<String> enterpriseProjectId,
    int marker,
    int limit) {
  private static final int MOST = 1000;

  /** A stretch of the list; {@code next} is the marker of the stretch after it, if there is one. */
  public record Page(List<MasterKey> keys, int total, Optional<Integer> next) {
    public Page {
      keys = List.copyOf(keys);
    }
  }

  public KeyQuery {
    if (limit < 1 || limit > MOST) {
      throw Refusal.outside(Failure.KMS_1601, "limit", 1, MOST);
    }
    if (marker < 0) {
      throw new Refusal(Failure.KMS_1602, "marker", Reason.OUT_OF_RANGE);
    }
  }

  /** Every key of a project, the first thousand of them. */
  public static KeyQuery of(ProjectId projectId) {
    return new KeyQuery(projectId, Optional.empty(), Optional.empty(), Optional.empty(), 0, MOST);
  }
}
