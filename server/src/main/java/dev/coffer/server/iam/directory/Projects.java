package dev.coffer.server.iam.directory;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.identity.Names;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The projects of domains. One is never deleted: keys and backups name it. */
public final class Projects {
  private final Directory directory;
  private final Identifiers identifiers;
  private final InstantSource clock;

  public Projects(Directory directory, Identifiers identifiers, InstantSource clock) {
    this.directory = directory;
    this.identifiers = identifiers;
    this.clock = clock;
  }

  public Optional<Project> find(ProjectId projectId) {
    return Optional.ofNullable(directory.entries().projects().get(projectId));
  }

  /** The project of a domain; refuses one that does not exist, or is another domain's. */
  public Project require(DomainId domainId, ProjectId projectId) {
    return find(projectId)
        .filter(project -> project.domainId().equals(domainId))
        .orElseThrow(Projects::absent);
  }

  private static Refusal absent() {
    return new Refusal(Failure.IAM_0004, "project_id", Reason.ABSENT);
  }

  /** The projects of a domain by name. */
  public List<Project> list(DomainId domainId) {
    return directory.entries().projects().values().stream()
        .filter(project -> project.domainId().equals(domainId))
        .sorted(Comparator.comparing(Project::name))
        .toList();
  }

  public Project create(DomainId domainId, String parentId, String name, String description) {
    Names.check(name, description);
    if (!parentId.equals(domainId.value())) {
      require(domainId, ProjectId.of(parentId).orElseThrow(Projects::absent));
    }
    var project =
        new Project(new ProjectId(identifiers.id()), domainId, parentId, name, description, true);
    return directory.change(
        handle -> {
          int made =
              handle.execute(
                  "INSERT INTO iam_project (id, domain_id, parent_id, name, description,"
                      + " created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (domain_id, name) DO"
                      + " NOTHING",
                  project.id(),
                  domainId,
                  parentId,
                  name,
                  description,
                  clock.millis());
          Names.requireNew(made);
          return project;
        });
  }

  public Project update(Project project, String name, String description) {
    Names.check(name, description);
    Names.requireFree(
        list(project.domainId()).stream()
            .anyMatch(other -> other.name().equals(name) && !other.id().equals(project.id())));
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_project SET name = ?, description = ? WHERE id = ?",
                name,
                description,
                project.id()));
    return require(project.domainId(), project.id());
  }

  /** Lets things be done in the project or not; what runs in it goes on. */
  public void setEnabled(Project project, boolean enabled) {
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_project SET enabled = ? WHERE id = ?", enabled ? 1 : 0, project.id()));
  }
}
