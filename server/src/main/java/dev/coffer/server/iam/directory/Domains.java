package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.id.DomainId;
import java.util.Optional;

/** Domains, as far as callers may look. */
public final class Domains {
  private final Directory directory;

  public Domains(Directory directory) {
    this.directory = directory;
  }

  public Optional<Domain> named(String name) {
    return directory.entries().domainNamed(name);
  }

  public Optional<Domain> find(DomainId domainId) {
    return Optional.ofNullable(directory.entries().domains().get(domainId));
  }
}
