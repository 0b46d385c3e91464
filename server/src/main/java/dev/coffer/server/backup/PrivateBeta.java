package dev.coffer.server.backup;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ProjectId;
import org.jdbi.v3.core.Jdbi;

/**
 * Encrypted backup as the vendor first offered it: where the server runs it as a private beta, only
 * projects that were admitted can turn it on or off.
 */
public final class PrivateBeta {
  private static final String FEATURE = "encrypted-backup";

  private final Jdbi jdbi;
  private final boolean restricted;

  public PrivateBeta(Jdbi jdbi, boolean restricted) {
    this.jdbi = jdbi;
    this.restricted = restricted;
  }

  /** Refuses a project that was not admitted. */
  public void require(ProjectId projectId) {
    if (restricted && !isAdmitted(projectId)) {
      throw new Refusal(Failure.DBS_200010, "encrypted backup", Reason.IN_PRIVATE_BETA);
    }
  }

  public void admit(ProjectId projectId) {
    jdbi.useHandle(
        h ->
            h.execute(
                "INSERT INTO beta_admission (project_id, feature) VALUES (?, ?)"
                    + " ON CONFLICT DO NOTHING",
                projectId,
                FEATURE));
  }

  public void dismiss(ProjectId projectId) {
    jdbi.useHandle(
        h ->
            h.execute(
                "DELETE FROM beta_admission WHERE project_id = ? AND feature = ?",
                projectId,
                FEATURE));
  }

  private boolean isAdmitted(ProjectId projectId) {
    return jdbi.withHandle(
        h ->
            h.createQuery(
                        "SELECT COUNT(*) FROM beta_admission WHERE project_id = ? AND feature = ?")
                    .bind(0, projectId)
                    .bind(1, FEATURE)
                    .mapTo(Integer.class)
                    .one()
                == 1);
  }
}
