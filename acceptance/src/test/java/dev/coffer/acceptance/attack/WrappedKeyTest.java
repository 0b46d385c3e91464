package dev.coffer.acceptance.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import com.huaweicloud.sdk.kms.v2.model.DecryptDataRequest;
import com.huaweicloud.sdk.kms.v2.model.DecryptDatakeyRequest;
import com.huaweicloud.sdk.kms.v2.model.EncryptDatakeyRequest;
import dev.coffer.acceptance.Cloud;
import dev.coffer.acceptance.RunningCoffer;
import dev.coffer.acceptance.ServerHome;
import dev.coffer.acceptance.Wire;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import dev.coffer.crypto.envelope.v1.Protection;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A caller who may do everything with data keys by the API, and reads and writes the store, but may
 * read no backup.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class WrappedKeyTest {
  private static final String MIGRATION = "/db/migration/V52__unbound_keys.sql";
  private static final HexFormat HEX = HexFormat.of();

  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private Cloud cloud;
  private String keyId;
  private String backupId;
  private String oldBackupId;

  @BeforeAll
  void backUp() {
    start();
    keyId = cloud.createKey("backups", KeySpecEnum.AES_256);
    String instanceId = cloud.createInstance("attacked");
    cloud.turnOn(instanceId, keyId);
    backupId = cloud.completeBackup(instanceId, "new-backup");
    oldBackupId = cloud.completeBackup(instanceId, "old-backup");
  }

  private void start() {
    coffer = RunningCoffer.start(home);
    cloud = coffer.cloud();
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  @Order(1)
  void noCallOpensABackupsWrappedKey() throws Exception {
    byte[] wrapped = wrappedKey(backupId);
    refused(() -> decryptDatakey(wrapped, null));
    refused(
        () -> decryptDatakey(wrapped, new KeyContext(KeyContext.Purpose.BACKUP, backupId).text()));
    refused(
        () ->
            cloud
                .keys()
                .decryptData(
                    new DecryptDataRequest()
                        .withBody(
                            b -> b.withCipherText(Base64.getEncoder().encodeToString(wrapped)))));
    cloud.complete(check(backupId));
  }

  @Test
  @Order(2)
  void aKeyThatACallerWrappedOpensNoBackup() throws Exception {
    byte[] before = Files.readAllBytes(envelope(backupId));
    rewrapByACall(backupId);
    assertThat(cloud.failed(check(backupId))).contains("does not open it");
    Files.write(envelope(backupId), before);
    cloud.complete(check(backupId));
  }

  @Test
  @Order(3)
  void whatIsOlderThanPurposesOpensForItsBackupAlone() throws Exception {
    byte[] old = rewrapByACall(oldBackupId);
    decryptDatakey(old, null);
    coffer.close();
    listAsTheUpgradeDoes();
    start();
    refused(() -> decryptDatakey(old, null));
    cloud.complete(check(oldBackupId));

    byte[] anotherOld = rewrapByACall(oldBackupId);
    assertThat(anotherOld).isNotEqualTo(old);
    assertThat(cloud.failed(check(oldBackupId))).contains("does not open it");
    rewrapByACall(backupId);
    assertThat(cloud.failed(check(backupId))).contains("does not open it");
  }

  private void listAsTheUpgradeDoes() throws Exception {
    try (InputStream migration = RingStorage.class.getResourceAsStream(MIGRATION);
        Connection database = DriverManager.getConnection("jdbc:sqlite:" + home.controlDatabase());
        Statement statement = database.createStatement()) {
      assertThat(statement.executeQuery("SELECT * FROM kms_unbound_key").next()).isFalse();
      String script = new String(migration.readAllBytes(), StandardCharsets.UTF_8);
      for (String insert : script.substring(script.indexOf("INSERT")).split(";", 0)) {
        if (!insert.isBlank()) {
          statement.executeUpdate(insert);
        }
      }
    }
  }

  /** Wraps a backup's data key as callers can, and puts that into its envelope. */
  private byte[] rewrapByACall(String id) throws Exception {
    EnvelopeFile file = EnvelopeFile.read(id, Files.readAllBytes(envelope(id)));
    try (RingStorage ring = RingStorage.open(home.server(), Passphrase.none(), new SecureRandom());
        SecretBytes dataKey = dataKey(ring, id)) {
      byte[] wrapped = encryptDatakey(dataKey);
      Envelope claimed = file.claimed();
      var sealed = (Protection.Sealed) claimed.protection();
      var other =
          new Protection.Sealed(
              sealed.header(), List.of(Wrapping.of(keyId, "1", wrapped, Instant.now())));
      Files.write(envelope(id), with(claimed, other).authenticate(dataKey).bytes());
      return wrapped;
    }
  }

  private SecretBytes dataKey(RingStorage ring, String id) throws Exception {
    byte[] wrapped = wrappedKey(id);
    return RingStorage.isUnbound(wrapped)
        ? ring.unwrapUnbound(wrapped)
        : ring.unwrap(new KeyContext(KeyContext.Purpose.BACKUP, id), wrapped);
  }

  private static Envelope with(Envelope envelope, Protection protection) {
    return new Envelope(
        envelope.backupId(),
        envelope.objectName(),
        envelope.compression(),
        protection,
        envelope.sizes(),
        envelope.digest(),
        envelope.engine(),
        envelope.position(),
        envelope.parent(),
        envelope.instanceId(),
        envelope.createdAt());
  }

  private byte[] encryptDatakey(SecretBytes dataKey) {
    String keyAndDigest =
        dataKey.open(
            SecretAccess.revealingSecrets(),
            bytes -> HEX.formatHex(bytes) + HEX.formatHex(HashFunction.SHA_256.digest(bytes)));
    return HEX.parseHex(
        cloud
            .keys()
            .encryptDatakey(
                new EncryptDatakeyRequest()
                    .withBody(
                        b ->
                            b.withKeyId(keyId)
                                .withPlainText(keyAndDigest)
                                .withDatakeyPlainLength("32")))
            .getCipherText());
  }

  private void decryptDatakey(byte[] wrapped, @Nullable String associated) {
    cloud
        .keys()
        .decryptDatakey(
            new DecryptDatakeyRequest()
                .withBody(
                    b ->
                        b.withKeyId(keyId)
                            .withCipherText(HEX.formatHex(wrapped))
                            .withDatakeyCipherLength("32")
                            .withAdditionalAuthenticatedData(associated)));
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ClientRequestException.class,
            refusal -> assertThat(refusal.getErrorCode()).isEqualTo("KMS.2201"));
  }

  private String check(String id) {
    var wire = Wire.to(coffer.url());
    String path = "/coffer/v1/" + coffer.account().projectId() + "/backups/" + id + "/check";
    return wire.send(
            Wire.Request.of("POST", path, "").with("X-Auth-Token", wire.token(coffer.account())))
        .json()
        .path("job_id")
        .asString();
  }

  private byte[] wrappedKey(String id) throws Exception {
    EnvelopeFile file = EnvelopeFile.read(id, Files.readAllBytes(envelope(id)));
    return ((Protection.Sealed) file.claimed().protection()).wrappings().getFirst().wrappedBytes();
  }

  private Path envelope(String id) {
    return home.backups().resolve(id + ".envelope");
  }
}
