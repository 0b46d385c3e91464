package dev.coffer.server.kms;

import static dev.coffer.server.kms.Fixture.RANDOM;
import static dev.coffer.server.kms.Fixture.unusable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.ring.KeyRingFile;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.RingContent;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootAccess;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.RootKeyFile;
import dev.coffer.server.kms.root.RootProtection;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.OnBothDatabases;
import dev.coffer.server.store.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnBothDatabases
class KmsStartTest {
  @TempDir Path directory;
  private Fixture fixture;
  private Path ring;
  private Path rootKey;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
    ring = directory.resolve("keyring.json");
    rootKey = directory.resolve("root.key");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void makesARingAndARootKeyThatOnlyTheOwnerReads() throws Exception {
    for (Path file : new Path[] {ring, rootKey}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(rootKey)).matches("coffer-root-key-v1:[A-Za-z0-9+/]{43}=\n");
  }

  @Test
  void opensAgainWhatItMade() {
    MasterKey key = fixture.key("k");
    byte[] wrapped;
    SecretBytes plaintext;
    try (DataKey dataKey = fixture.create(key.keyId(), 32)) {
      wrapped = dataKey.wrapped().ciphertext();
      plaintext = fixture.unwrap(wrapped);
      assertThat(plaintext.matches(dataKey.plaintext())).isTrue();
    }
    fixture.restart();
    assertThat(fixture.unwrap(wrapped).matches(plaintext)).isTrue();
  }

  @Test
  void needsNoDatabaseToUnwrap(@TempDir Path elsewhere) throws Exception {
    MasterKey key = fixture.key("k", KeySpec.SM4);
    try (DataKey dataKey = fixture.create(key.keyId(), 16)) {
      Files.copy(ring, elsewhere.resolve("keyring.json"));
      Files.copy(
          rootKey, elsewhere.resolve("root.key"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      try (RingStorage vault = RingStorage.open(elsewhere, Passphrase.none(), RANDOM)) {
        assertThat(vault.unwrapUnbound(dataKey.wrapped().ciphertext()).matches(dataKey.plaintext()))
            .isTrue();
      }
    }
  }

  @Test
  void keepsOtherSecretsOfTheServerUnderOneSealPerPurpose() {
    String sealed;
    try (var seal = fixture.start().seal("one")) {
      sealed = seal.seal("place", secret());
    }
    fixture.restart();
    try (Kms again = fixture.start();
        var same = again.seal("one");
        var other = again.seal("other")) {
      assertThat(same.open("place", sealed)).isPresent();
      assertThat(same.open("elsewhere", sealed)).isEmpty();
      assertThat(other.open("place", sealed)).isEmpty();
    }
  }

  private static SecretBytes secret() {
    return SecretBytes.copyOf("secret".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void sealsItsRootKeyUnderANewPassphraseOnce() throws Exception {
    MasterKey key = fixture.key("k");
    byte[] wrapped;
    try (DataKey dataKey = fixture.create(key.keyId(), 32)) {
      wrapped = dataKey.wrapped().ciphertext();
    }
    assertThat(RingStorage.isInTheClear(fixture.directory)).isTrue();
    fixture.kms().close();

    started(new RootAccess(Passphrase.none(), Optional.of(passphrase("new")))).close();
    assertThat(RingStorage.isInTheClear(fixture.directory)).isFalse();
    String sealed = Files.readString(rootKey);
    // As a service manager does that starts it again with the same options.
    started(new RootAccess(Passphrase.none(), Optional.of(passphrase("new")))).close();
    assertThat(Files.readString(rootKey)).isEqualTo(sealed);

    unusable(fixture::start, UnusableKeyRing.Fault.PASSPHRASE_MISSING);
    try (RingStorage vault = RingStorage.open(fixture.directory, passphrase("new"), RANDOM)) {
      vault.unwrapUnbound(wrapped).close();
    }
    started(new RootAccess(passphrase("new"), Optional.of(passphrase("newer")))).close();
    unusable(
        () -> started(RootAccess.by(passphrase("new"))), UnusableKeyRing.Fault.PASSPHRASE_WRONG);
    started(RootAccess.by(passphrase("newer"))).close();
  }

  @Test
  void neverHasItsRootKeyInTheClearWhereAPassphraseIsGivenFromTheStart(@TempDir Path elsewhere) {
    try (ControlDatabase database = TestDatabase.in(elsewhere)) {
      var access = new RootAccess(Passphrase.none(), Optional.of(passphrase("new")));
      Kms.start(elsewhere, access, database, RANDOM, fixture::now).close();
    }
    assertThat(RingStorage.isInTheClear(elsewhere)).isFalse();
  }

  private Kms started(RootAccess access) {
    return Kms.start(fixture.directory, access, fixture.database, RANDOM, fixture::now);
  }

  private static Passphrase passphrase(String text) {
    return () -> SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  @Nested
  class Refuses {
    @Test
    void aMissingRootKey() throws Exception {
      Files.delete(rootKey);
      unusable(fixture::start, UnusableKeyRing.Fault.ROOT_KEY_MISSING);
      assertThat(rootKey).doesNotExist();
    }

    @Test
    void anotherRootKey() throws Exception {
      Files.delete(rootKey);
      RootKeyFile.make(rootKey, new RootProtection.Plain(), RANDOM).close();
      unusable(fixture::start, UnusableKeyRing.Fault.ROOT_KEY_WRONG);
    }

    @Test
    void aRootKeyThatOthersCanRead() throws Exception {
      Files.setPosixFilePermissions(rootKey, PosixFilePermissions.fromString("rw-r-----"));
      unusable(fixture::start, UnusableKeyRing.Fault.ROOT_KEY_EXPOSED);
    }

    @Test
    void aRootKeyCutOrOfAnotherFormat() throws Exception {
      byte[] text = Files.readAllBytes(rootKey);
      for (int length = 0; length < text.length; length++) {
        Files.write(rootKey, Arrays.copyOf(text, length));
        unusable(fixture::start, UnusableKeyRing.Fault.ROOT_KEY_MALFORMED);
      }
      Files.writeString(rootKey, new String(text, StandardCharsets.US_ASCII).replace("v1", "v2"));
      unusable(fixture::start, UnusableKeyRing.Fault.ROOT_KEY_MALFORMED);
      Files.writeString(rootKey, "coffer-root-key-v1:" + "!".repeat(44) + "\n");
      unusable(fixture::start, UnusableKeyRing.Fault.ROOT_KEY_MALFORMED);
    }

    @Test
    void aMissingRingInsteadOfMakingANewOne() throws Exception {
      Files.delete(ring);
      unusable(fixture::start, UnusableKeyRing.Fault.RING_MISSING);
      assertThat(ring).doesNotExist();
    }

    @Test
    void theRingOfAnotherServer(@TempDir Path elsewhere) throws Exception {
      new Fixture(elsewhere).close();
      for (String file : new String[] {"keyring.json", "root.key"}) {
        Files.write(directory.resolve(file), Files.readAllBytes(elsewhere.resolve(file)));
      }
      unusable(fixture::start, UnusableKeyRing.Fault.RING_FOREIGN);
    }

    @Test
    void anOlderRingThatLacksAKeyInUse() throws Exception {
      byte[] older = Files.readAllBytes(ring);
      MasterKey key = fixture.key("k");
      Files.write(ring, older);
      unusable(fixture::start, UnusableKeyRing.Fault.MATERIAL_MISSING);
      assertThatThrownBy(fixture::start).hasMessageContaining(key.keyId().value());
    }

    @Test
    void anAlteredRing() throws Exception {
      Files.writeString(ring, Files.readString(ring).replace("\"revision\":1", "\"revision\":2"));
      unusable(fixture::start, UnusableKeyRing.Fault.RING_ALTERED);
    }

    @Test
    void materialMovedFromOneKeyToAnotherEvenByAHolderOfTheRootKey() throws Exception {
      MasterKey one = fixture.key("one");
      MasterKey other = fixture.key("other");
      rewrite(
          ring -> {
            RingContent.Key stolen = key(ring, one);
            return ring.without(java.util.List.of(other.keyId())).with(other.keyId(), stolen);
          });
      unusable(fixture::start, UnusableKeyRing.Fault.RING_ALTERED);
    }

    private RingContent.Key key(RingContent ring, MasterKey key) {
      return java.util.Objects.requireNonNull(ring.keys().get(key.keyId()));
    }

    private void rewrite(java.util.function.UnaryOperator<RingContent> change) throws IOException {
      try (RootKey root = RootKeyFile.open(rootKey);
          KeyRingFile file = new KeyRingFile(ring, root)) {
        file.replace(change.apply(file.read()));
      }
    }
  }
}
