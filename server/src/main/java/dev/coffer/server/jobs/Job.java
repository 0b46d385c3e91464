package dev.coffer.server.jobs;

import dev.coffer.server.id.JobId;
import dev.coffer.server.id.ProjectId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;

/**
 * One job, as it stood when it was read.
 *
 * @param work the name of the work, which is the job's name on the wire
 * @param subject the id of what the work is about, in the work's own terms
 * @param progress 0 to 100, never falling
 * @param failure why it failed, for people
 * @param note what its work said of itself last, for people
 * @param retry of one that runs and is tried again
 */
public record Job(
    JobId id,
    ProjectId projectId,
    String work,
    String subject,
    String instanceId,
    String instanceName,
    Status status,
    int progress,
    Optional<String> failure,
    Instant createdAt,
    Optional<Instant> endedAt,
    Optional<String> note,
    @Nested Optional<Retry> retry) {

  /** What a job that is tried until it succeeds met last, how often so far, and when it goes on. */
  public record Retry(@PropagateNull String reason, int tries, Instant next) {
    /** For people. */
    public String told() {
      return "try %d failed, the next one is at %s: %s".formatted(tries, next, reason);
    }
  }

  /** The vendor's words, in the vendor's letter case. */
  public enum Status {
    PENDING("Pending"),
    RUNNING("Running"),
    COMPLETED("Completed"),
    FAILED("Failed");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
