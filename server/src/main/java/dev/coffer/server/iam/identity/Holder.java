package dev.coffer.server.iam.identity;

import dev.coffer.server.id.UserId;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/** Who is given roles. */
public record Holder(@ColumnName("holder_kind") Kind kind, @ColumnName("holder_id") String id) {
  public enum Kind {
    USER,
    GROUP,
    AGENCY
  }

  public static Holder user(UserId id) {
    return new Holder(Kind.USER, id.value());
  }

  public static Holder group(String id) {
    return new Holder(Kind.GROUP, id);
  }

  public static Holder agency(String id) {
    return new Holder(Kind.AGENCY, id);
  }
}
