package dev.coffer.server.iam;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Domains and their projects, as far as callers may look. */
public final class Domains {
  private final Directory directory;

  Domains(Directory directory) {
    this.directory = directory;
  }

  public Optional<Domain> find(String domainId) {
    return Optional.ofNullable(directory.entries().domains().get(domainId));
  }

  public Optional<Project> project(String projectId) {
    return Optional.ofNullable(directory.entries().projects().get(projectId));
  }

  /** The projects of a domain by name. */
  public List<Project> projects(String domainId) {
    return directory.entries().projects().values().stream()
        .filter(project -> project.domainId().equals(domainId))
        .sorted(Comparator.comparing(Project::name))
        .toList();
  }
}
