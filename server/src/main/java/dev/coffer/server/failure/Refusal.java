package dev.coffer.server.failure;

import dev.coffer.server.id.Id;
import org.jspecify.annotations.Nullable;

/**
 * One refused request: a row of the failure table and, where there is one, the input it was about
 * and why. The subject names a field, an id or an action; it never holds a secret value. A refusal
 * is an answer and no fault, so it carries no stack trace.
 */
public final class Refusal extends RuntimeException {
  private final Failure failure;
  private final @Nullable String subject;
  private final @Nullable Reason reason;
  private final @Nullable Bounds bounds;

  private Refusal(
      Failure failure, @Nullable String subject, @Nullable Reason reason, @Nullable Bounds bounds) {
    super(failure.name(), null, false, false);
    this.failure = failure;
    this.subject = subject;
    this.reason = reason;
    this.bounds = bounds;
  }

  public Refusal(Failure failure) {
    this(failure, null, null, null);
  }

  public Refusal(Failure failure, String subject, Reason reason) {
    this(failure, subject, reason, null);
  }

  /** A resource that is not there, or not as it would have to be. */
  public Refusal(Failure failure, Id subject, Reason reason) {
    this(failure, subject.value(), reason);
  }

  /** A number, length or count that is not between the bounds, both of which are allowed. */
  public static Refusal outside(Failure failure, String subject, long least, long most) {
    return new Refusal(failure, subject, Reason.OUT_OF_RANGE, new Bounds(least, most));
  }

  private record Bounds(long least, long most) {
    private String in(Language language) {
      return (language == Language.CHINESE ? "（%d～%d）" : " (%d to %d)").formatted(least, most);
    }
  }

  public Failure failure() {
    return failure;
  }

  @Override
  public String getMessage() {
    return message(Language.ENGLISH);
  }

  /** The vendor's text, followed by the subject and the reason where they are known. */
  public String message(Language language) {
    String text = failure.text(language);
    if (subject == null || reason == null) {
      return text;
    }
    String why = reason.in(language) + (bounds == null ? "" : bounds.in(language));
    return language == Language.CHINESE
        ? text + subject + "：" + why
        : text + " " + subject + " " + why;
  }
}
