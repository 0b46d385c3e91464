package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;

/** Who asks, as conditions see it. */
public record Principal(Kind kind, String id, String name, DomainId domainId) {
  public enum Kind {
    USER("User", "user"),
    AGENCY("AssumedAgency", "agency");

    private final String word;
    private final String part;

    Kind(String word, String part) {
      this.word = word;
      this.part = part;
    }
  }

  public static Principal of(User user) {
    return new Principal(Kind.USER, user.id().value(), user.name(), user.domainId());
  }

  public static Principal of(Agency agency) {
    return new Principal(Kind.AGENCY, agency.id(), agency.name(), agency.domainId());
  }

  public String type() {
    return kind.word;
  }

  public String urn() {
    return "iam::" + domainId + ":" + kind.part + ":" + name;
  }
}
