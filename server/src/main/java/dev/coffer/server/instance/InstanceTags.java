package dev.coffer.server.instance;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;

/** Changes tags of instances, whatever else happens to them meanwhile. */
public final class InstanceTags {
  private static final int ATTEMPTS = 10;

  private final Instances instances;
  private final Jdbi jdbi;
  private final InstantSource clock;

  public InstanceTags(Instances instances, Jdbi jdbi, InstantSource clock) {
    this.instances = instances;
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Refuses an instance that the project does not have, or that changes all the time. */
  public void change(
      ProjectId projectId, InstanceId instanceId, UnaryOperator<List<InstanceDetails.Tag>> change) {
    for (int n = 0; n < ATTEMPTS; n++) {
      DatabaseInstance read = instances.require(projectId, instanceId);
      InstanceDetails details = read.details();
      if (replace(read, details.withTags(change.apply(details.tags())))) {
        return;
      }
    }
    throw new Refusal(Failure.DBS_200019);
  }

  /** Public, for Jdbi reads it. */
  public record Change(InstanceId id, @Json InstanceDetails details, Instant before, Instant now) {}

  /** False where the instance was changed since it was read. */
  private boolean replace(DatabaseInstance read, InstanceDetails details) {
    Instant now = clock.instant();
    Instant next = now.isAfter(read.updatedAt()) ? now : read.updatedAt().plusMillis(1);
    return jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE instance SET details = :details, updated_at = :now"
                            + " WHERE id = :id AND updated_at = :before")
                    .bindMethods(new Change(read.id(), details, read.updatedAt(), next))
                    .execute())
        == 1;
  }
}
