package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.kms.ring.KeyKind;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.KeyUsage;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A master key to be made for a user.
 *
 * @param usage empty for what the spec is usually for
 */
public record NewKey(
    MasterKey.Owner owner,
    String alias,
    String description,
    KeySpec spec,
    Optional<KeyUsage> usage,
    KeyOrigin origin) {
  private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9:/_-]{1,255}");
  private static final int LONGEST_DESCRIPTION = 255;

  public NewKey {
    checkAlias(alias);
    checkDescription(description);
    if (usage.isPresent() && !spec.usages().contains(usage.get())) {
      throw new Refusal(Failure.KMS_0308, "key_usage", Reason.UNSUITABLE);
    }
    if (origin == KeyOrigin.EXTERNAL && spec.kind() instanceof KeyKind.Mac) {
      throw new Refusal(Failure.KMS_0308, "origin", Reason.UNSUITABLE);
    }
  }

  /** A key of this server's own making, for what its spec is usually for. */
  public NewKey(MasterKey.Owner owner, String alias, String description, KeySpec spec) {
    this(owner, alias, description, spec, Optional.empty(), KeyOrigin.KMS);
  }

  static void checkAlias(String alias) {
    if (!ALIAS.matcher(alias).matches() || alias.endsWith(MasterKey.DEFAULT_KEY)) {
      throw new Refusal(Failure.KMS_1101, "key_alias", Reason.WRONG_FORM);
    }
  }

  static void checkDescription(String description) {
    if (description.length() > LONGEST_DESCRIPTION) {
      throw new Refusal(Failure.KMS_1103, "key_description", Reason.TOO_LONG);
    }
  }
}
