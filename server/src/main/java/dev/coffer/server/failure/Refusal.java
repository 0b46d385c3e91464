package dev.coffer.server.failure;

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

  public Refusal(Failure failure) {
    super(text(failure, null, null, Language.ENGLISH), null, false, false);
    this.failure = failure;
    this.subject = null;
    this.reason = null;
  }

  public Refusal(Failure failure, String subject, Reason reason) {
    super(text(failure, subject, reason, Language.ENGLISH), null, false, false);
    this.failure = failure;
    this.subject = subject;
    this.reason = reason;
  }

  public Failure failure() {
    return failure;
  }

  /** The vendor's text, followed by the subject and the reason where they are known. */
  public String message(Language language) {
    return text(failure, subject, reason, language);
  }

  private static String text(
      Failure failure, @Nullable String subject, @Nullable Reason reason, Language language) {
    String text = failure.text(language);
    if (subject == null || reason == null) {
      return text;
    }
    return language == Language.CHINESE
        ? text + subject + "：" + reason.in(language)
        : text + " " + subject + " " + reason.in(language);
  }
}
