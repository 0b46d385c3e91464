package dev.coffer.server.kms;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.regex.Pattern;

/** A master key to be made. */
public record NewKey(MasterKey.Owner owner, String alias, String description, KeySpec spec) {
  private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9:/_-]{1,255}");

  /** Aliases that end so belong to the keys that services make. */
  private static final String DEFAULT_KEY = "/default";

  private static final int LONGEST_DESCRIPTION = 255;

  public NewKey {
    if (!ALIAS.matcher(alias).matches() || alias.endsWith(DEFAULT_KEY)) {
      throw new Refusal(Failure.KMS_1101, "key_alias", Reason.WRONG_FORM);
    }
    if (description.length() > LONGEST_DESCRIPTION) {
      throw new Refusal(Failure.KMS_1103, "key_description", Reason.TOO_LONG);
    }
  }
}
