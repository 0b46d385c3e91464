package dev.coffer.server.iam.identity;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;

/** What the names of a domain's objects have in common: a length, and that each stands once. */
public final class Names {
  private static final int LONGEST = 128;
  private static final int LONGEST_DESCRIPTION = 255;

  private Names() {}

  public static void check(String name, String description) {
    if (name.isBlank()
        || name.length() > LONGEST
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(Failure.IAM_0001, "name", Reason.WRONG_FORM);
    }
    checkDescription(description);
  }

  public static void checkDescription(String description) {
    if (description.length() > LONGEST_DESCRIPTION) {
      throw new Refusal(Failure.IAM_0001, "description", Reason.TOO_LONG);
    }
  }

  /** After an insertion that gives way to a name that is there. */
  public static void requireNew(int made) {
    requireFree(made == 0);
  }

  public static void requireFree(boolean taken) {
    if (taken) {
      throw new Refusal(Failure.IAM_0005, "name", Reason.EXISTS);
    }
  }
}
