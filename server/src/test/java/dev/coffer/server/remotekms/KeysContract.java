package dev.coffer.server.remotekms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.backup.BackupKeys.Standing;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.store.ControlDatabase;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What services of this server count on, wherever the master keys are. */
abstract class KeysContract {
  private static final KeyContext BACKUP = new KeyContext(KeyContext.Purpose.BACKUP, "b1");

  abstract BackupKeys keys();

  abstract ProjectId project();

  abstract KeyId create(String spec);

  abstract void disable(KeyId keyId);

  abstract void enable(KeyId keyId);

  abstract void scheduleDeletion(KeyId keyId);

  /** A data key of 32 bytes as a caller of the API gets it wrapped, without associated data. */
  abstract byte[] wrappedByACaller(KeyId keyId);

  abstract ControlDatabase database();

  /** As if this was made before keys had a purpose. */
  void listed(KeyContext context) {
    database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "INSERT INTO kms_unbound_key (purpose, resource, digest) VALUES (?, ?, '')",
                    context.purpose().name(),
                    context.resource()));
  }

  private Standing standing(KeyId keyId) {
    return keys().standing(project(), keyId);
  }

  private BackupKeys.DataKey dataKey(KeyId keyId, int length) {
    return keys().newDataKey(project(), keyId, BACKUP, length);
  }

  private SecretBytes unwrap(KeyId keyId, byte[] wrapped) {
    return keys().unwrap(project(), keyId, BACKUP, wrapped);
  }

  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }

  @ParameterizedTest
  @CsvSource({"AES_256,USABLE_AES_256", "SM4,USABLE_SM4", "EC_P256,UNSUITABLE"})
  void tellAnEnabledKeyByItsKind(String spec, Standing standing) {
    assertThat(standing(create(spec))).isEqualTo(standing);
  }

  @Test
  void tellEachStateOfAKey() {
    KeyId key = create("AES_256");
    disable(key);
    assertThat(standing(key)).isEqualTo(Standing.DISABLED);
    enable(key);
    assertThat(standing(key)).isEqualTo(Standing.USABLE_AES_256);
    scheduleDeletion(key);
    assertThat(standing(key)).isEqualTo(Standing.PENDING_DELETION);
    assertThat(standing(KeyId.fresh())).isEqualTo(Standing.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 32, 1024})
  void openWhatTheyWrapped(int length) {
    KeyId key = create("AES_256");
    try (BackupKeys.DataKey made = dataKey(key, length);
        SecretBytes opened = unwrap(key, made.wrapped())) {
      assertThat(made.plaintext().length()).isEqualTo(length);
      assertThat(opened.matches(made.plaintext())).isTrue();
      assertThat(made.keyVersion()).isNotBlank();
    }
  }

  @Test
  void makeAnotherDataKeyEachTime() {
    KeyId key = create("SM4");
    try (BackupKeys.DataKey one = dataKey(key, 16);
        BackupKeys.DataKey other = dataKey(key, 16)) {
      assertThat(one.plaintext().matches(other.plaintext())).isFalse();
    }
  }

  @Test
  void openNothingThatWasAlteredOrIsUnderAnotherKey() {
    KeyId key = create("AES_256");
    KeyId other = create("AES_256");
    try (BackupKeys.DataKey made = dataKey(key, 32)) {
      byte[] altered = made.wrapped().clone();
      altered[80] ^= 1;
      refused(() -> unwrap(key, altered), Failure.KMS_2201);
      refused(() -> unwrap(other, made.wrapped()), Failure.KMS_2201);
    }
  }

  @ParameterizedTest
  @MethodSource("otherContexts")
  void openADataKeyForItsPurposeAndResourceOnly(KeyContext other) {
    KeyId key = create("SM4");
    try (BackupKeys.DataKey made = dataKey(key, 16)) {
      refusedForAnotherPurpose(() -> keys().unwrap(project(), key, other, made.wrapped()));
      unwrap(key, made.wrapped()).close();
    }
  }

  static List<KeyContext> otherContexts() {
    return List.of(
        new KeyContext(KeyContext.Purpose.BACKUP, "b2"),
        KeyContext.instance("b1"),
        new KeyContext(KeyContext.Purpose.CLUSTER, "b1"));
  }

  @Test
  void openADataKeyWithoutAPurposeForNothing() {
    KeyId key = create("AES_256");
    refusedForAnotherPurpose(() -> unwrap(key, wrappedByACaller(key)));
  }

  @Test
  void openOneThatIsListedForItsResourceOnly() {
    KeyId key = create("AES_256");
    byte[] wrapped = wrappedByACaller(key);
    listed(BACKUP);
    unwrap(key, wrapped).close();
    refusedForAnotherPurpose(
        () ->
            keys()
                .unwrap(project(), key, new KeyContext(KeyContext.Purpose.BACKUP, "b2"), wrapped));
    // The first that opened it is the one it is held to.
    refusedForAnotherPurpose(() -> unwrap(key, wrappedByACaller(key)));
    unwrap(key, wrapped).close();
  }

  private static void refusedForAnotherPurpose(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isIn(Failure.KMS_2201, Failure.KMS_0208));
  }

  @Test
  void openNothingWhileTheKeyIsDisabledAndEverythingAfterwards() {
    KeyId key = create("AES_256");
    try (BackupKeys.DataKey made = dataKey(key, 32)) {
      disable(key);
      refused(() -> unwrap(key, made.wrapped()), Failure.KMS_0209);
      refused(() -> dataKey(key, 32), Failure.KMS_0209);
      enable(key);
      unwrap(key, made.wrapped()).close();
      scheduleDeletion(key);
      refused(() -> unwrap(key, made.wrapped()), Failure.KMS_0210);
    }
  }

  @Test
  void refuseAKeyThatIsNotThere() {
    refused(() -> dataKey(KeyId.fresh(), 32), Failure.KMS_0207);
  }
}
