package dev.coffer.server.iam.identity;

/** What a token is asked to be good for, by id or by name. */
public sealed interface Scope {
  record ProjectById(String id) implements Scope {}

  record ProjectByName(String name) implements Scope {}

  record DomainById(String id) implements Scope {}

  record DomainByName(String name) implements Scope {}
}
