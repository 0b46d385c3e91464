package dev.coffer.server.kms;

import static dev.coffer.server.kms.Fixture.OTHER_PROJECT;
import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.masterkey.Aliases;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.masterkey.Tags;
import dev.coffer.server.store.ControlDatabaseContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class NamesAndTagsTest {
  @TempDir Path directory;
  private Fixture fixture;
  private MasterKey one;
  private MasterKey two;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
    one = fixture.key("one");
    fixture.pass(Duration.ofMillis(1));
    two = fixture.key("two");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Nested
  class AnAlias {
    private Aliases aliases() {
      return fixture.kms().aliases();
    }

    private MasterKey named(KeyReference reference) {
      return fixture.keys().describe(PROJECT, reference);
    }

    @Test
    void standsForItsKeyAndMovesToAnother() {
      Aliases.Alias made = aliases().create(PROJECT, one.keyId(), "alias/current");
      assertThat(made.keyId()).isEqualTo(one.keyId());
      assertThat(named(new KeyAlias("current"))).isEqualTo(one);
      assertThat(named(new KeyAlias("one"))).isEqualTo(one);
      fixture.pass(Duration.ofSeconds(1));
      Aliases.Alias moved = aliases().associate(PROJECT, "alias/current", new KeyAlias("two"));
      assertThat(moved.updatedAt()).isEqualTo(made.createdAt().plusSeconds(1));
      assertThat(named(new KeyAlias("current"))).isEqualTo(two);
      assertThat(aliases().list(PROJECT, Optional.of(two.keyId()))).containsExactly(moved);
      assertThat(aliases().list(PROJECT, Optional.of(one.keyId()))).isEmpty();
      assertThat(aliases().list(OTHER_PROJECT, Optional.empty())).isEmpty();
    }

    @Test
    void isTakenOnceInAProjectWhetherFirstNameOrFurther() {
      aliases().create(PROJECT, one.keyId(), "alias/a");
      refused(() -> aliases().create(PROJECT, two.keyId(), "alias/a"), Failure.KMS_1104);
      refused(() -> aliases().create(PROJECT, two.keyId(), "alias/one"), Failure.KMS_1104);
      refused(() -> fixture.key("a"), Failure.KMS_1104);
      refused(() -> fixture.keys().rename(PROJECT, two.keyId(), "a"), Failure.KMS_1104);
    }

    @Test
    void isDeletedWithOthersOrNotAtAll() {
      aliases().create(PROJECT, one.keyId(), "alias/a");
      aliases().create(PROJECT, two.keyId(), "alias/b");
      refused(
          () -> aliases().delete(PROJECT, one.keyId(), List.of("alias/a", "alias/b")),
          Failure.KMS_1101);
      assertThat(aliases().list(PROJECT, Optional.empty())).hasSize(2);
      aliases().delete(PROJECT, one.keyId(), List.of("alias/a"));
      refused(() -> named(new KeyAlias("a")), Failure.KMS_0207);
    }

    @Test
    void isRefusedInAnotherForm() {
      for (String bad : List.of("a", "alias/", "alias/x/default", "alias/a b")) {
        refused(() -> aliases().create(PROJECT, one.keyId(), bad), Failure.KMS_1101);
      }
      refused(() -> aliases().associate(PROJECT, "alias/none", one.keyId()), Failure.KMS_1101);
      refused(() -> aliases().create(OTHER_PROJECT, one.keyId(), "alias/a"), Failure.KMS_0207);
    }
  }

  @Nested
  class AKey {
    @Test
    void isRenamedAndDescribedAnew() {
      assertThat(fixture.keys().rename(PROJECT, one.keyId(), "uno").alias()).isEqualTo("uno");
      refused(() -> fixture.keys().describe(PROJECT, new KeyAlias("one")), Failure.KMS_0207);
      assertThat(fixture.keys().redescribe(PROJECT, new KeyAlias("uno"), "text").description())
          .isEqualTo("text");
      refused(() -> fixture.keys().rename(PROJECT, new KeyAlias("uno"), "two"), Failure.KMS_1104);
      refused(
          () -> fixture.keys().rename(PROJECT, new KeyAlias("uno"), "x/default"), Failure.KMS_1101);
      refused(
          () -> fixture.keys().redescribe(PROJECT, new KeyAlias("uno"), "x".repeat(256)),
          Failure.KMS_1103);
      fixture.keys().scheduleDeletion(PROJECT, new KeyAlias("uno"), 7);
      refused(() -> fixture.keys().rename(PROJECT, one.keyId(), "eins"), Failure.KMS_0210);
    }

    @Test
    void ofAServiceIsMadeOnceAndLeftAloneByUsers() {
      MasterKey ours = fixture.keys().defaultKey(one.owner(), "dws");
      assertThat(fixture.keys().defaultKey(one.owner(), "dws")).isEqualTo(ours);
      assertThat(ours.isDefault()).isTrue();
      fixture.create(new KeyAlias("dws/default"), 32).close();
      refused(() -> fixture.keys().disable(PROJECT, ours.keyId()), Failure.KMS_0211);
      refused(() -> fixture.keys().scheduleDeletion(PROJECT, ours.keyId(), 7), Failure.KMS_0211);
      refused(() -> fixture.keys().rename(PROJECT, ours.keyId(), "mine"), Failure.KMS_0211);
      assertThat(fixture.keys().count(PROJECT)).isEqualTo(2);
      fixture.key("dws/Default");
      fixture.key("default");
      assertThat(fixture.keys().count(PROJECT)).isEqualTo(4);
    }

    @Test
    void isOneOfAHundred() {
      IntStream.range(2, MasterKeys.QUOTA).forEach(i -> fixture.key("k" + i));
      refused(() -> fixture.key("more"), Failure.KMS_1105);
      fixture.keys().scheduleDeletion(PROJECT, one.keyId(), 7);
      refused(() -> fixture.key("more"), Failure.KMS_1105);
      fixture.pass(Duration.ofDays(7));
      fixture.kms().runMaintenance();
      fixture.key("more");
    }
  }

  @Nested
  class ATag {
    private Tags tags() {
      return fixture.kms().tags();
    }

    private static Tags.Tag tag(String name, String value) {
      return new Tags.Tag(name, value);
    }

    @Test
    void hasOneValueOnAKey() {
      tags().put(PROJECT, new KeyAlias("one"), List.of(tag("env", "test"), tag("team", "a")));
      tags().put(PROJECT, new KeyAlias("one"), List.of(tag("env", "live")));
      tags().put(PROJECT, new KeyAlias("two"), List.of(tag("env", "test")));
      assertThat(tags().of(PROJECT, new KeyAlias("one")))
          .containsExactly(tag("env", "live"), tag("team", "a"));
      assertThat(tags().ofProject(PROJECT))
          .containsExactly(
              Map.entry("env", List.of("live", "test")), Map.entry("team", List.of("a")));
      tags().delete(PROJECT, new KeyAlias("one"), List.of("env", "none"));
      assertThat(tags().of(PROJECT, new KeyAlias("one"))).containsExactly(tag("team", "a"));
    }

    @Test
    void findsKeys() {
      tags().put(PROJECT, new KeyAlias("one"), List.of(tag("env", "test"), tag("team", "a")));
      tags().put(PROJECT, new KeyAlias("two"), List.of(tag("env", "live")));
      assertThat(found(Map.of("env", List.of("test", "live")), "")).containsExactly(one, two);
      assertThat(found(Map.of("env", List.of()), "tw")).containsExactly(two);
      assertThat(found(Map.of("env", List.of("test"), "team", List.of("b")), "")).isEmpty();
      assertThat(tags().find(OTHER_PROJECT, new Tags.Filter(Map.of(), ""))).isEmpty();
    }

    private List<MasterKey> found(Map<String, List<String>> values, String part) {
      return tags().find(PROJECT, new Tags.Filter(values, part)).stream()
          .map(Tags.Tagged::key)
          .toList();
    }

    @Test
    void isRefusedInBadFormAndTheEleventhWithAll() {
      refused(() -> tag("", "v"), Failure.KMS_0406);
      refused(() -> tag("x".repeat(37), "v"), Failure.KMS_0406);
      refused(() -> tag("k", "x".repeat(44)), Failure.KMS_0405);
      refused(() -> tag("k", "a=b"), Failure.KMS_0405);
      List<Tags.Tag> eleven = IntStream.range(0, 11).mapToObj(i -> tag("k" + i, "")).toList();
      refused(() -> tags().put(PROJECT, new KeyAlias("one"), eleven), Failure.KMS_0409);
      assertThat(tags().of(PROJECT, new KeyAlias("one"))).isEmpty();
    }
  }
}
