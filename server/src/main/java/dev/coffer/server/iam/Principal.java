package dev.coffer.server.iam;

/** Who asks, as conditions see it. */
record Principal(Kind kind, String id, String name, String domainId) {
  enum Kind {
    USER("User", "user"),
    AGENCY("AssumedAgency", "agency");

    private final String word;
    private final String part;

    Kind(String word, String part) {
      this.word = word;
      this.part = part;
    }
  }

  static Principal of(User user) {
    return new Principal(Kind.USER, user.id(), user.name(), user.domainId());
  }

  static Principal of(Agency agency) {
    return new Principal(Kind.AGENCY, agency.id(), agency.name(), agency.domainId());
  }

  String type() {
    return kind.word;
  }

  String urn() {
    return "iam::" + domainId + ":" + kind.part + ":" + name;
  }
}
