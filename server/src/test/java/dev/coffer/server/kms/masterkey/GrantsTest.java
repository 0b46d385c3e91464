package dev.coffer.server.kms.masterkey;

import static dev.coffer.server.kms.Fixture.OTHER_PROJECT;
import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.store.ControlDatabaseContract;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class GrantsTest {
  private static final byte[] NOTHING = {};
  private static final KeyUser OWNER =
      new KeyUser(PROJECT, new UserId("owner"), new DomainId("domain"));
  private static final KeyUser FRIEND =
      new KeyUser(OTHER_PROJECT, new UserId("friend"), new DomainId("elsewhere"));
  private static final KeyUser STRANGER =
      new KeyUser(OTHER_PROJECT, new UserId("stranger"), new DomainId("nowhere"));

  @TempDir Path directory;
  private Fixture fixture;
  private MasterKey key;
  private byte[] wrapped = NOTHING;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
    key = fixture.key("k");
    try (DataKey dataKey = fixture.create(new KeyAlias("k"), 32)) {
      wrapped = dataKey.wrapped().ciphertext();
    }
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Grants grants() {
    return fixture.kms().grants();
  }

  private Grant grant(Grant.Grantee.Type type, String id, KeyOperation... operations) {
    return grants()
        .create(
            OWNER,
            key.keyId(),
            new Grants.Wanted(
                new Grant.Grantee(type, id), Set.of(operations), Optional.of("keeper"), "n"));
  }

  private Grant toFriend(KeyOperation... operations) {
    return grant(Grant.Grantee.Type.USER, "friend", operations);
  }

  private void unwrap(KeyUser user) {
    fixture.dataKeys().unwrap(user, key.keyId(), wrapped, NOTHING).close();
  }

  @Test
  void letTheGranteeDoWhatTheyNameAndNothingElse() {
    refused(() -> unwrap(FRIEND), Failure.KMS_0207);
    Grant grant = toFriend(KeyOperation.DECRYPT_DATAKEY);
    assertThat(grant.grantId()).matches("[0-9a-f]{64}");
    fixture.restart();
    unwrap(FRIEND);
    refused(() -> unwrap(STRANGER), Failure.KMS_0207);
    refused(
        () ->
            fixture
                .dataKeys()
                .create(FRIEND, key.keyId(), KeyOperation.CREATE_DATAKEY, 32, NOTHING),
        Failure.KMS_0207);
    refused(
        () -> fixture.keys().describe(FRIEND, key.keyId(), KeyOperation.DESCRIBE_KEY),
        Failure.KMS_0207);
    refused(
        () -> fixture.dataKeys().unwrap(FRIEND, new KeyAlias("k"), wrapped, NOTHING),
        Failure.KMS_0207);
    fixture.keys().disable(PROJECT, key.keyId());
    refused(() -> unwrap(FRIEND), Failure.KMS_0209);
  }

  @Test
  void coverEveryUserOfADomain() {
    grant(Grant.Grantee.Type.DOMAIN, "elsewhere", KeyOperation.DECRYPT_DATAKEY);
    unwrap(FRIEND);
    refused(() -> unwrap(STRANGER), Failure.KMS_0207);
  }

  @Test
  void endWhenRevokedOrRetired() {
    Grant first = toFriend(KeyOperation.DECRYPT_DATAKEY);
    assertThat(grants().ofKey(PROJECT, new KeyAlias("k"))).containsExactly(first);
    refused(() -> grants().revoke(OTHER_PROJECT, key.keyId(), first.grantId()), Failure.KMS_0207);
    grants().revoke(PROJECT, key.keyId(), first.grantId());
    refused(() -> unwrap(FRIEND), Failure.KMS_0207);
    refused(() -> grants().revoke(PROJECT, key.keyId(), first.grantId()), Failure.KMS_2501);

    Grant second = toFriend(KeyOperation.DECRYPT_DATAKEY);
    refused(() -> grants().retire(STRANGER, key.keyId(), second.grantId()), Failure.KMS_2501);
    refused(() -> grants().retire(FRIEND, KeyId.fresh(), second.grantId()), Failure.KMS_2502);
    grants().retire(FRIEND, key.keyId(), second.grantId());
    refused(() -> unwrap(FRIEND), Failure.KMS_0207);

    Grant third = toFriend(KeyOperation.DECRYPT_DATAKEY);
    KeyUser keeper = new KeyUser(OTHER_PROJECT, new UserId("keeper"), new DomainId("x"));
    assertThat(grants().retirableBy(keeper)).containsExactly(third);
    assertThat(grants().retirableBy(FRIEND)).isEmpty();
    grants().retire(keeper, key.keyId(), third.grantId());
    assertThat(grants().ofKey(PROJECT, new KeyAlias("k"))).isEmpty();
  }

  @Test
  void passOnNoMoreThanWasGranted() {
    toFriend(KeyOperation.CREATE_GRANT, KeyOperation.DECRYPT_DATAKEY);
    var stranger = new Grant.Grantee(Grant.Grantee.Type.USER, "stranger");
    refused(
        () ->
            grants()
                .create(
                    FRIEND,
                    key.keyId(),
                    new Grants.Wanted(
                        stranger, Set.of(KeyOperation.ENCRYPT_DATA), Optional.empty(), "")),
        Failure.KMS_0306);
    grants()
        .create(
            FRIEND,
            key.keyId(),
            new Grants.Wanted(
                stranger, Set.of(KeyOperation.DECRYPT_DATAKEY), Optional.empty(), ""));
    unwrap(STRANGER);
  }

  @Test
  void areRefusedForNothingForTooManyAndForDefaultKeys() {
    refused(() -> toFriend(), Failure.KMS_2401);
    refused(() -> toFriend(KeyOperation.CREATE_GRANT), Failure.KMS_2401);
    refused(() -> new Grant.Grantee(Grant.Grantee.Type.USER, ""), Failure.KMS_2402);
    for (int i = 0; i < Grants.QUOTA; i++) {
      toFriend(KeyOperation.DESCRIBE_KEY);
    }
    refused(() -> toFriend(KeyOperation.DESCRIBE_KEY), Failure.KMS_2404);
    MasterKey ours = fixture.keys().defaultKey(key.owner(), "dws");
    var wanted =
        new Grants.Wanted(
            new Grant.Grantee(Grant.Grantee.Type.USER, "friend"),
            EnumSet.of(KeyOperation.DESCRIBE_KEY),
            Optional.empty(),
            "");
    refused(() -> grants().create(OWNER, ours.keyId(), wanted), Failure.KMS_0211);
  }

  @Test
  void dieWithTheirKey() {
    toFriend(KeyOperation.DECRYPT_DATAKEY);
    fixture.keys().scheduleDeletion(PROJECT, new KeyAlias("k"), 7);
    fixture.pass(java.time.Duration.ofDays(7));
    fixture.kms().runMaintenance();
    refused(() -> unwrap(FRIEND), Failure.KMS_0207);
    int left =
        fixture
            .database
            .jdbi()
            .withHandle(
                h -> h.createQuery("SELECT COUNT(*) FROM kms_grant").mapTo(Integer.class).one());
    assertThat(left).isZero();
  }
}
