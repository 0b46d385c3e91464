package dev.coffer.server.iam.identity;

/** Who is given roles. */
public record Holder(Kind kind, String id) {
  public enum Kind {
    USER,
    GROUP,
    AGENCY
  }

  public static Holder user(String id) {
    return new Holder(Kind.USER, id);
  }

  public static Holder group(String id) {
    return new Holder(Kind.GROUP, id);
  }

  public static Holder agency(String id) {
    return new Holder(Kind.AGENCY, id);
  }
}
