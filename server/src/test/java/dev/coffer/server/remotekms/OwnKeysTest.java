package dev.coffer.server.remotekms;

import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.backup.KmsKeys;
import dev.coffer.server.kms.KeySpec;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.MasterKey;
import dev.coffer.server.kms.NewKey;
import dev.coffer.server.kms.Passphrase;
import dev.coffer.server.store.ControlDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class OwnKeysTest extends KeysContract {
  @TempDir private Path directory;
  private ControlDatabase database;
  private Kms kms;

  @BeforeEach
  void start() {
    database = ControlDatabase.sqlite(directory.resolve("control.db"));
    kms =
        Kms.start(
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
  String project() {
    return "p".repeat(32);
  }

  @Override
  String create(String spec) {
    var owner = new MasterKey.Owner(project(), "d".repeat(32), "0");
    String alias = "k" + kms.masterKeys().count(project());
    return kms.masterKeys().create(new NewKey(owner, alias, "", KeySpec.valueOf(spec))).keyId();
  }

  @Override
  void disable(String keyId) {
    kms.masterKeys().disable(project(), keyId);
  }

  @Override
  void enable(String keyId) {
    kms.masterKeys().enable(project(), keyId);
  }

  @Override
  void scheduleDeletion(String keyId) {
    kms.masterKeys().scheduleDeletion(project(), keyId, 7);
  }
}
