package dev.coffer.server.kms.datakey;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.algorithm.KeyPairKind;
import dev.coffer.server.kms.algorithm.PublicKeys;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import java.security.SecureRandom;

/** Key pairs for use elsewhere, the private key encrypted as data under a master key. */
public final class DataKeyPairs {
  private final MasterKeys masterKeys;
  private final Data data;
  private final IssuedKeys issued;
  private final SecureRandom random;

  public DataKeyPairs(MasterKeys masterKeys, Data data, IssuedKeys issued, SecureRandom random) {
    this.masterKeys = masterKeys;
    this.data = data;
    this.issued = issued;
    this.random = random;
  }

  /**
   * A new pair; the holder closes it.
   *
   * @param publicKey X.509 SubjectPublicKeyInfo
   * @param privateKey PKCS#8
   */
  @SuppressWarnings("ArrayRecordComponent") // made here and read once
  public record Pair(byte[] publicKey, SecretBytes privateKey, Data.Encrypted encrypted)
      implements AutoCloseable {
    @Override
    public void close() {
      privateKey.close();
    }
  }

  public Pair create(KeyUser user, KeyReference masterKey, KeyPairKind kind, byte[] associated) {
    DataKeys.checkAssociated(associated);
    MasterKey key = masterKeys.usable(user, masterKey, KeyOperation.CREATE_DATAKEY);
    key.spec().symmetric();
    SecretBytes privateKey = SecretBytes.absorb(kind.generate(random));
    byte[] publicKey = privateKey.open(SecretAccess.revealingSecrets(), PublicKeys::of);
    var pair = new Pair(publicKey, privateKey, data.encrypt(key, privateKey, associated));
    issued.count(key.keyId());
    return pair;
  }
}
