package dev.coffer.server.remotekms;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.backup.KmsKeys;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.NewKey;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.store.ControlDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnKeysTest extends KeysContract {
  @TempDir private Path directory;
  private ControlDatabase database;
  private Kms kms;

  @BeforeEach
  void start() {
    database = ControlDatabase.sqlite(directory.resolve("control.db"));
    kms = started();
  }

  private Kms started() {
    return Kms.start(
        directory, Passphrase.none(), database, new SecureRandom(), InstantSource.system());
  }

  @AfterEach
  void stop() {
    kms.close();
    database.close();
  }

  @Override
  BackupKeys keys() {
    return new KmsKeys(kms);
  }

  @Override
  ProjectId project() {
    return new ProjectId("p".repeat(32));
  }

  @Override
  KeyId create(String spec) {
    var owner = new MasterKey.Owner(project(), new DomainId("d".repeat(32)), "0");
    String alias = "k" + kms.masterKeys().count(project());
    return kms.masterKeys().create(new NewKey(owner, alias, "", KeySpec.valueOf(spec))).keyId();
  }

  @Override
  byte[] wrappedByACaller(KeyId keyId) {
    var user = KeyUser.service(project());
    try (DataKey made =
        kms.dataKeys().create(user, keyId, KeyOperation.CREATE_DATAKEY, 32, new byte[0])) {
      return made.wrapped().ciphertext();
    }
  }

  @Override
  ControlDatabase database() {
    return database;
  }

  @Test
  void aCallerOpensNoDataKeyOfAService() {
    KeyId key = create("AES_256");
    try (BackupKeys.DataKey made =
        keys().newDataKey(project(), key, new KeyContext(KeyContext.Purpose.BACKUP, "b1"), 32)) {
      refusedToACaller(key, made.wrapped());
    }
  }

  @Test
  void norOneThatWasMadeBeforeKeysHadAPurpose() {
    KeyId key = create("AES_256");
    byte[] wrapped = wrappedByACaller(key);
    var user = KeyUser.service(project());
    kms.dataKeys().unwrap(user, key, wrapped, new byte[0]).close();
    listed(new KeyContext(KeyContext.Purpose.CLUSTER, "c1"));
    kms.unboundKeys().saw(new KeyContext(KeyContext.Purpose.CLUSTER, "c1"), List.of(wrapped));
    refusedToACaller(key, wrapped);
    kms.close();
    kms = started();
    refusedToACaller(key, wrapped);
  }

  private void refusedToACaller(KeyId key, byte[] wrapped) {
    var user = KeyUser.service(project());
    assertThatThrownBy(() -> kms.dataKeys().unwrap(user, key, wrapped, new byte[0]))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("another purpose");
  }

  @Override
  void disable(KeyId keyId) {
    kms.masterKeys().disable(project(), keyId);
  }

  @Override
  void enable(KeyId keyId) {
    kms.masterKeys().enable(project(), keyId);
  }

  @Override
  void scheduleDeletion(KeyId keyId) {
    kms.masterKeys().scheduleDeletion(project(), keyId, 7);
  }
}
