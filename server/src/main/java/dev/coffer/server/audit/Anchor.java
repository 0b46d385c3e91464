package dev.coffer.server.audit;

import org.jdbi.v3.core.Jdbi;

/** The log's head as the control database remembers it, so that a log that is gone is missed. */
public final class Anchor {
  private final Jdbi jdbi;

  public Anchor(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The head remembered; the beginning where there was no log yet. */
  public Head head() {
    return jdbi.withHandle(
            h -> h.createQuery("SELECT head FROM audit_anchor").mapTo(String.class).findOne())
        .flatMap(Head::parse)
        .orElse(Head.BEGINNING);
  }

  public void remember(Head head) {
    jdbi.useHandle(
        h ->
            h.execute(
                "INSERT INTO audit_anchor (id, head) VALUES (1, ?)"
                    + " ON CONFLICT (id) DO UPDATE SET head = excluded.head",
                head.toString()));
  }
}
