package dev.coffer.server.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.datakey.DataKeys;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyOrigin;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.masterkey.NewKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.KeyUsage;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Key management over a data directory of its own, with a clock that tests move. */
public final class Fixture implements AutoCloseable {
  public static final ProjectId PROJECT = new ProjectId("0b2a5a1f6e0025d12f3bc00a1b2c3d4e");
  public static final ProjectId OTHER_PROJECT = new ProjectId("ffffffffffffffffffffffffffffffff");
  public static final SecureRandom RANDOM = new SecureRandom();

  public final Path directory;
  public final ControlDatabase database;
  private Kms kms;
  private Instant now = Instant.parse("2026-11-21T16:00:01Z");

  public Fixture(Path directory) {
    this.directory = directory;
    this.database = TestDatabase.in(directory);
    this.kms = start();
  }

  public Kms start() {
    return Kms.start(directory, Passphrase.none(), database, RANDOM, () -> now);
  }

  public void restart() {
    kms.close();
    kms = start();
  }

  public Kms kms() {
    return kms;
  }

  public MasterKeys keys() {
    return kms.masterKeys();
  }

  public DataKeys dataKeys() {
    return kms.dataKeys();
  }

  /** A data key as callers of the API make it. */
  public DataKey create(KeyReference masterKey, int length) {
    return dataKeys()
        .create(
            KeyUser.service(PROJECT), masterKey, KeyOperation.CREATE_DATAKEY, length, new byte[0]);
  }

  /** Opens a data key as callers of the API do, under the master key that it names. */
  public SecretBytes unwrap(byte[] wrapped) {
    var masterKey = new KeyId(new String(wrapped, 28, 36, StandardCharsets.US_ASCII));
    return dataKeys().unwrap(KeyUser.service(PROJECT), masterKey, wrapped, new byte[0]);
  }

  public MasterKey key(String alias) {
    return key(alias, KeySpec.AES_256);
  }

  public MasterKey key(String alias, KeySpec spec) {
    return keys().create(wanted(PROJECT, alias, spec));
  }

  public MasterKey key(String alias, KeySpec spec, KeyUsage usage) {
    var owner = new MasterKey.Owner(PROJECT, new DomainId("d".repeat(32)), "0");
    return keys().create(new NewKey(owner, alias, "", spec, Optional.of(usage), KeyOrigin.KMS));
  }

  /** A key whose material is still to be brought. */
  public MasterKey external(String alias, KeySpec spec) {
    var owner = new MasterKey.Owner(PROJECT, new DomainId("d".repeat(32)), "0");
    return keys().create(new NewKey(owner, alias, "", spec, Optional.empty(), KeyOrigin.EXTERNAL));
  }

  public static NewKey wanted(ProjectId project, String alias, KeySpec spec) {
    return new NewKey(
        new MasterKey.Owner(project, new DomainId("d".repeat(32)), "0"), alias, "", spec);
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  public Instant now() {
    return now;
  }

  public static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }

  public static void unusable(ThrowingCallable call, UnusableKeyRing.Fault fault) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(UnusableKeyRing.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  @Override
  public void close() {
    kms.close();
    database.close();
  }
}
