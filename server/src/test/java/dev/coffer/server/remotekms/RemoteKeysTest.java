package dev.coffer.server.remotekms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.store.ControlDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The other KMS is another Coffer. */
@TestInstance(Lifecycle.PER_CLASS)
class RemoteKeysTest extends KeysContract {
  private final AtomicInteger made = new AtomicInteger();
  private CofferServer other;
  private RemoteKms kms;
  private ControlDatabase database;
  private Kms here;

  @BeforeAll
  void start(@TempDir Path data, @TempDir Path directory) throws IOException {
    database = ControlDatabase.sqlite(directory.resolve("control.db"));
    here =
        Kms.start(
            directory, Passphrase.none(), database, new SecureRandom(), InstantSource.system());
    // The engines' user has to pass through it.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    other =
        CofferServer.start(
            new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true));
    kms =
        new RemoteKms(
            RemoteAccount.read(data.resolve("server/bootstrap.json")), InstantSource.system());
  }

  @AfterAll
  void stop() throws IOException {
    kms.close();
    other.close();
    here.close();
    database.close();
  }

  // Each test lists its own.
  @AfterEach
  void forgetWhatWasListed() {
    database.jdbi().useHandle(handle -> handle.execute("DELETE FROM kms_unbound_key"));
  }

  @Override
  byte[] wrappedByACaller(KeyId keyId) {
    return HexFormat.of()
        .parseHex(
            kms.call("create-datakey", Map.of("key_id", keyId, "datakey_length", "256"))
                .path("cipher_text")
                .asString());
  }

  @Override
  ControlDatabase database() {
    return database;
  }

  @Override
  BackupKeys keys() {
    return new RemoteKeys(kms, here.unboundKeys());
  }

  @Override
  ProjectId project() {
    return new ProjectId("p".repeat(32));
  }

  @Override
  KeyId create(String spec) {
    return new KeyId(
        kms.call("create-key", Map.of("key_alias", "k" + made.incrementAndGet(), "key_spec", spec))
            .at("/key_info/key_id")
            .asString());
  }

  @Override
  void disable(KeyId keyId) {
    kms.call("disable-key", Map.of("key_id", keyId));
  }

  @Override
  void enable(KeyId keyId) {
    kms.call("enable-key", Map.of("key_id", keyId));
  }

  @Override
  void scheduleDeletion(KeyId keyId) {
    kms.call("schedule-key-deletion", Map.of("key_id", keyId, "pending_days", "7"));
  }

  @Test
  void tellWhichVersionWrapped() {
    KeyId key = create("SM4");
    try (BackupKeys.DataKey made =
        keys().newDataKey(project(), key, new KeyContext(KeyContext.Purpose.BACKUP, "b1"), 16)) {
      assertThat(made.keyVersion()).isEqualTo("1");
    }
  }
}
