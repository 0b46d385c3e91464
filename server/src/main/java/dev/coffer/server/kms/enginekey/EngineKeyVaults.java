package dev.coffer.server.kms.enginekey;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.masterkey.KeyTables;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.RingStorage;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys for the files of database servers. A vault's keys are derived from the versions of its
 * master key, each for its vault and number: they need nothing kept but the key ring, rotate with
 * the master key, cannot be had while it is disabled, and are gone with it. Whoever shows a wrong
 * token is not told whether there is such a vault.
 */
public final class EngineKeyVaults {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_.-]{1,64}");
  private static final int ID_LENGTH = 16;
  private static final int TOKEN_LENGTH = 32;

  private final KeyTables tables;
  private final MasterKeys masterKeys;
  private final EngineKeys keys;
  private final SecureRandom random;
  private final InstantSource clock;

  public EngineKeyVaults(
      KeyTables tables,
      MasterKeys masterKeys,
      RingStorage keyVault,
      SecureRandom random,
      InstantSource clock) {
    this.tables = tables;
    this.masterKeys = masterKeys;
    this.keys = new EngineKeys(keyVault);
    this.random = random;
    this.clock = clock;
  }

  /** Makes a vault under an AES key that can be used. */
  public EngineKeyVault.Issued create(ProjectId projectId, String name, KeyReference reference) {
    if (!NAME.matcher(name).matches()) {
      throw new Refusal(Failure.KMS_0308, "name", Reason.WRONG_FORM);
    }
    MasterKey key = MasterKeys.usable(masterKeys.describe(projectId, reference));
    if (key.spec() != KeySpec.AES_256) {
      throw new Refusal(Failure.KMS_0308, "key_spec", Reason.UNSUITABLE);
    }
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random(TOKEN_LENGTH));
    var vault =
        new EngineKeyVault(
            EngineKeys.id(key.keyId(), random(ID_LENGTH)),
            projectId,
            name,
            key.keyId(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    tables.run(handle -> new EngineKeyRows(handle).insert(vault, hash(token)));
    return new EngineKeyVault.Issued(vault, token);
  }

  /** The vaults of a project, oldest first. */
  public List<EngineKeyVault> list(ProjectId projectId) {
    return tables.read(handle -> new EngineKeyRows(handle).ofProject(projectId));
  }

  /** The vaults whose keys die with a master key, oldest first. */
  public List<EngineKeyVault> under(ProjectId projectId, KeyId keyId) {
    return list(projectId).stream().filter(vault -> vault.keyId().equals(keyId)).toList();
  }

  /** From now on the vault gives nothing; what is encrypted under its keys opens nowhere. */
  public void delete(ProjectId projectId, String vaultId) {
    if (!tables.change(handle -> new EngineKeyRows(handle).delete(projectId, vaultId))) {
      throw new Refusal(Failure.KMS_0308, "vault_id", Reason.ABSENT);
    }
  }

  /** The vault that a token is for; refuses everything else alike. */
  public EngineKeyVault enter(String vaultId, @Nullable String token) {
    Optional<EngineKeyRows.Entry> entry =
        tables.read(handle -> new EngineKeyRows(handle).find(vaultId));
    byte[] shown = hash(token == null ? "" : token).getBytes(UTF_8);
    byte[] wanted = entry.map(EngineKeyRows.Entry::tokenHash).orElse("").getBytes(UTF_8);
    boolean right = MessageDigest.isEqual(shown, wanted);
    return entry
        .filter(_ -> right)
        .map(EngineKeyRows.Entry::vault)
        .orElseThrow(() -> new Refusal(Failure.APIGW_0301, "X-Vault-Token", Reason.MISMATCH));
  }

  /** The key with a number in a version, the last one where none is asked for. */
  public EngineKeys.Key key(EngineKeyVault vault, int number, OptionalInt version) {
    MasterKey master = MasterKeys.usable(masterKeys.owned(vault.keyId()));
    return keys.key(master.keyId(), vault.id(), number, version);
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String hash(String token) {
    return HexFormat.of().formatHex(HashFunction.SHA_256.digest(token.getBytes(UTF_8)));
  }
}
