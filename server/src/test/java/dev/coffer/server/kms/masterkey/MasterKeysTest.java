package dev.coffer.server.kms.masterkey;

import static dev.coffer.server.kms.Fixture.OTHER_PROJECT;
import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.store.OnBothDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnBothDatabases
class MasterKeysTest {
  @TempDir Path directory;
  private Fixture fixture;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private MasterKeys keys() {
    return fixture.keys();
  }

  @Nested
  class Made {
    @Test
    void isEnabledAndFoundByIdAndAlias() {
      MasterKey key = fixture.key("backup/2026", KeySpec.SM4);
      assertThat(key.keyId().value()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      assertThat(key.state()).isEqualTo(KeyState.ENABLED);
      assertThat(key.createdAt()).isEqualTo(fixture.now());
      assertThat(keys().describe(PROJECT, key.keyId())).isEqualTo(key);
      assertThat(keys().describe(PROJECT, new KeyAlias("backup/2026"))).isEqualTo(key);
      fixture.restart();
      assertThat(keys().describe(PROJECT, key.keyId())).isEqualTo(key);
    }

    @Test
    void hasAnAliasOfItsOwnInTheProject() {
      fixture.key("k");
      refused(() -> fixture.key("k"), Failure.KMS_1104);
      keys().create(Fixture.wanted(OTHER_PROJECT, "k", KeySpec.AES_256));
      assertThat(keys().list(KeyQuery.of(PROJECT)).total()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/default", "ü", "a.b"})
    void isRefusedWithABadAlias(String alias) {
      refused(() -> fixture.key(alias), Failure.KMS_1101);
      refused(() -> fixture.key("a".repeat(256)), Failure.KMS_1101);
    }

    @Test
    void isRefusedWithALongDescription() {
      var owner = new MasterKey.Owner(PROJECT, new DomainId("d"), "0");
      refused(() -> new NewKey(owner, "k", "x".repeat(256), KeySpec.AES_256), Failure.KMS_1103);
    }
  }

  @Nested
  class LookedFor {
    @Test
    void isMissingInAnotherProject() {
      MasterKey key = fixture.key("k");
      refused(() -> keys().describe(OTHER_PROJECT, key.keyId()), Failure.KMS_0207);
      refused(() -> keys().describe(OTHER_PROJECT, new KeyAlias("k")), Failure.KMS_0207);
      refused(() -> keys().disable(OTHER_PROJECT, key.keyId()), Failure.KMS_0207);
      refused(() -> keys().scheduleDeletion(OTHER_PROJECT, key.keyId(), 7), Failure.KMS_0207);
      assertThat(keys().usability(OTHER_PROJECT, key.keyId())).isEqualTo(new KeyStatus.Missing());
      assertThat(keys().describe(PROJECT, key.keyId())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "alias/", "0D0466B0-E727-4D9C-B35D-F84BB474A37F", "' OR 1=1"})
    void isRefusedByAnIdOfAnotherForm(String id) {
      refused(() -> KeyResources.reference(id), Failure.KMS_0205);
    }

    @Test
    void isMissingWhereNeverMade() {
      var id = new KeyId("0d0466b0-e727-4d9c-b35d-f84bb474a37f");
      refused(() -> keys().describe(PROJECT, id), Failure.KMS_0207);
      assertThat(keys().usability(PROJECT, id)).isEqualTo(new KeyStatus.Missing());
    }
  }

  @Nested
  class Enabled {
    @Test
    void canBeDisabledAndEnabledAgain() {
      MasterKey key = fixture.key("k");
      refused(() -> keys().enable(PROJECT, key.keyId()), Failure.KMS_1201);
      assertThat(keys().usability(PROJECT, key.keyId())).isEqualTo(new KeyStatus.Usable(key));

      MasterKey disabled = keys().disable(PROJECT, new KeyAlias("k"));
      assertThat(disabled.state()).isEqualTo(KeyState.DISABLED);
      refused(() -> keys().disable(PROJECT, key.keyId()), Failure.KMS_1301);
      assertThat(keys().usability(PROJECT, key.keyId()))
          .isEqualTo(new KeyStatus.Disabled(disabled));

      assertThat(keys().enable(PROJECT, key.keyId())).isEqualTo(key);
    }
  }

  @Nested
  class PendingDeletion {
    @Test
    void knowsItsDayAndCanBeCalledBack() {
      MasterKey key = fixture.key("k");
      MasterKey pending = keys().scheduleDeletion(PROJECT, key.keyId(), 7);
      assertThat(pending.state()).isEqualTo(KeyState.PENDING_DELETION);
      assertThat(pending.deletionAt()).contains(fixture.now().plus(Duration.ofDays(7)));
      assertThat(keys().usability(PROJECT, key.keyId()))
          .isEqualTo(new KeyStatus.PendingDeletion(pending));
      refused(() -> keys().scheduleDeletion(PROJECT, key.keyId(), 7), Failure.KMS_1402);
      refused(() -> keys().enable(PROJECT, key.keyId()), Failure.KMS_1201);
      refused(() -> keys().disable(PROJECT, key.keyId()), Failure.KMS_1301);

      MasterKey back = keys().cancelDeletion(PROJECT, key.keyId());
      assertThat(back.state()).isEqualTo(KeyState.DISABLED);
      assertThat(back.deletionAt()).isEmpty();
      refused(() -> keys().cancelDeletion(PROJECT, key.keyId()), Failure.KMS_1501);
      fixture.pass(Duration.ofDays(2000));
      assertThat(keys().deleteDue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 6, 1097, Integer.MAX_VALUE})
    void isRefusedOutsideTheBounds(int days) {
      MasterKey key = fixture.key("k");
      refused(() -> keys().scheduleDeletion(PROJECT, key.keyId(), days), Failure.KMS_1401);
    }

    @Test
    void canBeAYearsAway() {
      MasterKey key = fixture.key("k");
      keys().disable(PROJECT, key.keyId());
      assertThat(keys().scheduleDeletion(PROJECT, key.keyId(), 1096).deletionAt())
          .contains(fixture.now().plus(Duration.ofDays(1096)));
    }
  }

  @Nested
  class Deleted {
    @Test
    void isGoneFromListAndRingOnItsDayAndNotBefore() throws Exception {
      MasterKey key = fixture.key("k");
      MasterKey kept = fixture.key("kept");
      byte[] wrapped;
      try (DataKey dataKey = fixture.create(key.keyId(), 32)) {
        wrapped = dataKey.wrapped().ciphertext();
      }
      keys().scheduleDeletion(PROJECT, key.keyId(), 7);
      fixture.pass(Duration.ofDays(7).minusMillis(1));
      assertThat(keys().deleteDue()).isZero();
      assertThat(ring()).contains(key.keyId().value());

      fixture.pass(Duration.ofMillis(1));
      assertThat(keys().deleteDue()).isOne();
      assertThat(keys().deleteDue()).isZero();
      assertThat(ring()).doesNotContain(key.keyId().value()).contains(kept.keyId().value());
      refused(() -> keys().describe(PROJECT, key.keyId()), Failure.KMS_0207);
      refused(() -> keys().cancelDeletion(PROJECT, key.keyId()), Failure.KMS_0207);
      refused(() -> fixture.unwrap(wrapped), Failure.KMS_0207);
      assertThat(keys().list(KeyQuery.of(PROJECT)).keys()).containsExactly(kept);

      fixture.restart();
      refused(() -> fixture.unwrap(wrapped), Failure.KMS_0207);
      assertThat(fixture.key("k").keyId()).isNotEqualTo(key.keyId());
    }

    @Test
    void leavesTheRingAfterACrashBetweenListAndRing() throws Exception {
      MasterKey key = fixture.key("k");
      fixture.database.jdbi().useHandle(h -> h.execute("UPDATE kms_key SET state = 'DELETED'"));
      fixture.restart();
      assertThat(ring()).contains(key.keyId().value());
      assertThat(keys().deleteDue()).isOne();
      assertThat(ring()).doesNotContain(key.keyId().value());
    }

    private String ring() throws Exception {
      return Files.readString(directory.resolve("keyring.json"));
    }
  }

  @Nested
  class Listed {
    @Test
    void comesInPagesOldestFirst() {
      List<MasterKey> all = List.of(made("a"), made("b"), made("c"), made("d"), made("e"));
      KeyQuery.Page first = keys().list(page(0, 2));
      assertThat(first.keys()).isEqualTo(all.subList(0, 2));
      assertThat(first.total()).isEqualTo(5);
      assertThat(first.next()).contains(2);
      KeyQuery.Page last = keys().list(page(4, 2));
      assertThat(last.keys()).isEqualTo(all.subList(4, 5));
      assertThat(last.next()).isEmpty();
      assertThat(keys().list(page(9, 2)).keys()).isEmpty();
    }

    @Test
    void isFilteredByStateSpecAndEnterpriseProject() {
      MasterKey aes = made("aes");
      MasterKey sm4 = fixture.key("sm4", KeySpec.SM4);
      MasterKey disabled = keys().disable(PROJECT, made("disabled").keyId());
      keys().create(Fixture.wanted(OTHER_PROJECT, "foreign", KeySpec.SM4));
      var of = KeyQuery.of(PROJECT);
      assertThat(list(of, Optional.of(KeyState.DISABLED), Optional.empty(), Optional.empty()))
          .containsExactly(disabled);
      assertThat(list(of, Optional.empty(), Optional.of(KeySpec.SM4), Optional.empty()))
          .containsExactly(sm4);
      assertThat(
              list(
                  of,
                  Optional.of(KeyState.ENABLED),
                  Optional.of(KeySpec.AES_256),
                  Optional.of("0")))
          .containsExactly(aes);
      assertThat(list(of, Optional.empty(), Optional.empty(), Optional.of("1"))).isEmpty();
    }

    @Test
    void isRefusedOutsideTheBounds() {
      refused(() -> page(0, 0), Failure.KMS_1601);
      refused(() -> page(0, 1001), Failure.KMS_1601);
      refused(() -> page(-1, 1), Failure.KMS_1602);
    }

    private MasterKey made(String alias) {
      fixture.pass(Duration.ofMillis(1));
      return fixture.key(alias);
    }

    private List<MasterKey> list(
        KeyQuery of,
        Optional<KeyState> state,
        Optional<KeySpec> spec,
        Optional<String> enterprise) {
      return keys()
          .list(new KeyQuery(of.projectId(), state, spec, enterprise, of.marker(), of.limit()))
          .keys();
    }

    private static KeyQuery page(int marker, int limit) {
      return new KeyQuery(
          PROJECT, Optional.empty(), Optional.empty(), Optional.empty(), marker, limit);
    }
  }
}
