package dev.coffer.server.iam.directory;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.identity.EnterpriseProject;
import dev.coffer.server.iam.identity.Names;
import dev.coffer.server.id.DomainId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The enterprise projects of a domain. Each domain has the default one, whose id is 0. */
public final class EnterpriseProjects {
  public static final String DEFAULT = "0";

  private final Directory directory;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public EnterpriseProjects(Directory directory, Supplier<UUID> ids, InstantSource clock) {
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  public EnterpriseProject create(DomainId domainId, String name, String description) {
    check(name, description);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var project =
        new EnterpriseProject(ids.get().toString(), domainId, name, description, true, now, now);
    return directory.change(
        handle -> {
          int made =
              handle.execute(
                  "INSERT INTO iam_enterprise_project"
                      + " (id, domain_id, name, description, enabled, created_at, updated_at)"
                      + " VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT (domain_id, name) DO NOTHING",
                  project.id(),
                  domainId,
                  name,
                  description,
                  now,
                  now);
          Names.requireNew(made);
          return project;
        });
  }

  /** The default one first, the others by name. */
  public List<EnterpriseProject> list(DomainId domainId) {
    return Stream.concat(
            Stream.of(byDefault(domainId)),
            directory.entries().enterpriseProjects().values().stream()
                .filter(project -> project.domainId().equals(domainId))
                .sorted(Comparator.comparing(EnterpriseProject::name)))
        .toList();
  }

  public EnterpriseProject require(DomainId domainId, String id) {
    return list(domainId).stream()
        .filter(project -> project.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "enterprise_project_id", Reason.ABSENT));
  }

  public EnterpriseProject update(EnterpriseProject project, String name, String description) {
    check(name, description);
    refuseDefault(project);
    Names.requireFree(
        list(project.domainId()).stream()
            .anyMatch(other -> other.name().equals(name) && !other.id().equals(project.id())));
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_enterprise_project SET name = ?, description = ?, updated_at = ?"
                    + " WHERE id = ?",
                name,
                description,
                clock.millis(),
                project.id()));
    return require(project.domainId(), project.id());
  }

  /** One that is not enabled takes no new resources. */
  public void setEnabled(EnterpriseProject project, boolean enabled) {
    refuseDefault(project);
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_enterprise_project SET enabled = ?, updated_at = ? WHERE id = ?",
                enabled ? 1 : 0,
                clock.millis(),
                project.id()));
  }

  private static EnterpriseProject byDefault(DomainId domainId) {
    return new EnterpriseProject(
        DEFAULT, domainId, "default", "", true, Instant.EPOCH, Instant.EPOCH);
  }

  private static void check(String name, String description) {
    Names.check(name, description);
    Names.requireFree(name.equalsIgnoreCase("default"));
  }

  private static void refuseDefault(EnterpriseProject project) {
    if (project.id().equals(DEFAULT)) {
      throw new Refusal(Failure.IAM_0003, "enterprise_project_id", Reason.FIXED);
    }
  }
}
