package dev.coffer.server.kms.enginekey;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.ring.RingStorage;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The keys of vaults, from a key ring and nothing else: each is derived from a version of the
 * vault's master key, for its vault and its number. It asks nobody whether that is allowed; {@link
 * EngineKeyVaults} does.
 */
public final class EngineKeys {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final int MASTER_KEY_DIGITS = 32;

  private final RingStorage vault;

  public EngineKeys(RingStorage vault) {
    this.vault = vault;
  }

  /** A key of a vault by its version; the holder closes it. */
  public record Key(SecretBytes bytes, int version) implements AutoCloseable {
    @Override
    public void close() {
      bytes.close();
    }
  }

  /** An id that tells the vault's master key where all but the ring is lost. */
  static String id(KeyId masterKeyId, byte[] random) {
    return masterKeyId.value().replace("-", "") + HexFormat.of().formatHex(random);
  }

  /** The id of the master key of a vault, if the vault's id tells it and the ring has it. */
  public Optional<KeyId> masterKey(String vaultId) {
    if (!ID.matcher(vaultId).matches()) {
      return Optional.empty();
    }
    var id =
        new UUID(
            Long.parseUnsignedLong(vaultId.substring(0, MASTER_KEY_DIGITS / 2), 16),
            Long.parseUnsignedLong(
                vaultId.substring(MASTER_KEY_DIGITS / 2, MASTER_KEY_DIGITS), 16));
    return Optional.of(new KeyId(id.toString())).filter(vault.ring().keyIds()::contains);
  }

  /** The key with a number in a version, the last one where none is asked for. */
  public Key key(KeyId masterKeyId, String vaultId, int number, OptionalInt version) {
    int wanted = version.orElseGet(() -> vault.ring().versions(masterKeyId).size());
    String purpose = "coffer vault v1 %s key %d".formatted(vaultId, number);
    return new Key(vault.derive(masterKeyId, wanted, purpose), wanted);
  }
}
