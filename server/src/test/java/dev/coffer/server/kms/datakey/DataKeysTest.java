package dev.coffer.server.kms.datakey;

import static dev.coffer.server.kms.Fixture.OTHER_PROJECT;
import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static dev.coffer.server.kms.masterkey.KeyOperation.CREATE_DATAKEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.store.OnBothDatabases;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnBothDatabases
class DataKeysTest {
  private static final byte[] NOTHING = {};
  private static final KeyUser USER = KeyUser.service(PROJECT);

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

  private DataKeys dataKeys() {
    return fixture.dataKeys();
  }

  @ParameterizedTest
  @EnumSource(names = {"AES_256", "SM4"})
  void openWhatWasWrappedInTheVendorsLengths(KeySpec spec) {
    MasterKey key = fixture.key("k", spec);
    for (int length : new int[] {1, 16, 32, 64, 1024}) {
      try (DataKey dataKey = fixture.create(new KeyAlias("k"), length)) {
        byte[] wrapped = dataKey.wrapped().ciphertext();
        assertThat(wrapped).hasSize(124 + length);
        assertThat(dataKey.plaintext().length()).isEqualTo(length);
        assertThat(dataKey.wrapped().keyId()).isEqualTo(key.keyId());
        assertThat(dataKey.wrapped().keyVersion()).isOne();
        assertThat(dataKey.wrapped().spec()).isEqualTo(spec);
        assertThat(fixture.unwrap(wrapped).matches(dataKey.plaintext())).isTrue();
        assertThat(
                dataKeys().unwrap(USER, key.keyId(), wrapped, NOTHING).matches(dataKey.plaintext()))
            .isTrue();
      }
    }
  }

  @Test
  void sayInTheClearWhatTheyOpenBy() {
    MasterKey key = fixture.key("k", KeySpec.SM4);
    try (DataKey dataKey = fixture.create(key.keyId(), 48)) {
      ByteBuffer wrapped = ByteBuffer.wrap(dataKey.wrapped().ciphertext());
      assertThat(wrapped.getInt(0)).isEqualTo(0x43444b01);
      assertThat(wrapped.get(4)).isEqualTo((byte) 2);
      assertThat(wrapped.getShort(6)).isEqualTo((short) 48);
      assertThat(wrapped.getInt(8)).isOne();
      assertThat(new String(wrapped.array(), 28, 36, UTF_8)).isEqualTo(key.keyId().value());
    }
  }

  @Test
  void areNeverTheSameTwice() {
    fixture.key("k");
    try (DataKey one = fixture.create(new KeyAlias("k"), 32);
        DataKey other = fixture.create(new KeyAlias("k"), 32)) {
      assertThat(one.plaintext().matches(other.plaintext())).isFalse();
      assertThat(one.wrapped().ciphertext()).isNotEqualTo(other.wrapped().ciphertext());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AES_256", "SM4"})
  void areRefusedWhereAnyBitDiffersOrAnythingIsMissing(KeySpec spec) {
    fixture.key("k", spec);
    byte[] wrapped;
    try (DataKey dataKey = fixture.create(new KeyAlias("k"), 16)) {
      wrapped = dataKey.wrapped().ciphertext();
    }
    // The vault asks nobody: an altered key id must not even get as far as a look-up.
    try (RingStorage vault = RingStorage.open(directory, Passphrase.none(), Fixture.RANDOM)) {
      for (int bit = 0; bit < wrapped.length * 8; bit++) {
        byte[] altered = wrapped.clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        refused(() -> vault.unwrapUnbound(altered), Failure.KMS_2201);
      }
      for (int length = 0; length < wrapped.length; length++) {
        byte[] cut = Arrays.copyOf(wrapped, length);
        refused(() -> vault.unwrapUnbound(cut), Failure.KMS_2201);
      }
      byte[] longer = Arrays.copyOf(wrapped, wrapped.length + 1);
      refused(() -> vault.unwrapUnbound(longer), Failure.KMS_2201);
    }
  }

  @Test
  void areRefusedByTheRingOfAnotherServer(@TempDir Path elsewhere) {
    fixture.key("k");
    try (Fixture other = new Fixture(elsewhere);
        DataKey dataKey = fixture.create(new KeyAlias("k"), 32);
        RingStorage vault = RingStorage.open(elsewhere, Passphrase.none(), Fixture.RANDOM)) {
      refused(() -> vault.unwrapUnbound(dataKey.wrapped().ciphertext()), Failure.KMS_2201);
      refused(() -> other.unwrap(dataKey.wrapped().ciphertext()), Failure.KMS_0207);
    }
  }

  @Test
  void areBoundToTheirAssociatedData() {
    MasterKey key = fixture.key("k");
    byte[] associated = "backup 1".getBytes(UTF_8);
    try (DataKey dataKey = dataKeys().create(USER, key.keyId(), CREATE_DATAKEY, 32, associated)) {
      byte[] wrapped = dataKey.wrapped().ciphertext();
      assertThat(
              dataKeys()
                  .unwrap(USER, key.keyId(), wrapped, associated)
                  .matches(dataKey.plaintext()))
          .isTrue();
      refused(() -> fixture.unwrap(wrapped), Failure.KMS_0208);
      refused(
          () -> dataKeys().unwrap(USER, key.keyId(), wrapped, "backup 2".getBytes(UTF_8)),
          Failure.KMS_0208);
      refused(
          () -> dataKeys().create(USER, key.keyId(), CREATE_DATAKEY, 32, new byte[8193]),
          Failure.KMS_0208);
    }
  }

  @Test
  void areRefusedUnderAnotherMasterKeyOrInAnotherProject() {
    MasterKey key = fixture.key("k");
    fixture.key("other");
    try (DataKey dataKey = fixture.create(key.keyId(), 32)) {
      byte[] wrapped = dataKey.wrapped().ciphertext();
      refused(
          () -> dataKeys().unwrap(USER, new KeyAlias("other"), wrapped, NOTHING), Failure.KMS_2201);
      refused(
          () -> dataKeys().unwrap(KeyUser.service(OTHER_PROJECT), key.keyId(), wrapped, NOTHING),
          Failure.KMS_0207);
      refused(
          () ->
              dataKeys()
                  .create(KeyUser.service(OTHER_PROJECT), key.keyId(), CREATE_DATAKEY, 32, NOTHING),
          Failure.KMS_0207);
    }
  }

  @Test
  void needTheMasterKeyEnabled() {
    MasterKey key = fixture.key("k");
    try (DataKey dataKey = fixture.create(key.keyId(), 32)) {
      byte[] wrapped = dataKey.wrapped().ciphertext();
      fixture.keys().disable(PROJECT, key.keyId());
      refusedEverywhere(key, wrapped, Failure.KMS_0209);
      fixture.keys().scheduleDeletion(PROJECT, key.keyId(), 7);
      refusedEverywhere(key, wrapped, Failure.KMS_0210);
      fixture.keys().cancelDeletion(PROJECT, key.keyId());
      refusedEverywhere(key, wrapped, Failure.KMS_0209);
      fixture.keys().enable(PROJECT, key.keyId());
      assertThat(fixture.unwrap(wrapped).matches(dataKey.plaintext())).isTrue();
    }
  }

  private void refusedEverywhere(MasterKey key, byte[] wrapped, Failure failure) {
    refused(() -> fixture.unwrap(wrapped), failure);
    refused(() -> dataKeys().unwrap(USER, key.keyId(), wrapped, NOTHING), failure);
    refused(() -> fixture.create(key.keyId(), 32), failure);
    refused(() -> wrap(key, key.spec(), 32), failure);
  }

  @Test
  void areNotMadeOfALengthOutsideTheBounds() {
    fixture.key("k");
    refused(() -> fixture.create(new KeyAlias("k"), 0), Failure.KMS_1901);
    refused(() -> fixture.create(new KeyAlias("k"), 1025), Failure.KMS_1901);
  }

  @ParameterizedTest
  @EnumSource(names = {"AES_256", "SM4"})
  void wrapWhatTheCallerHasAfterCheckingItsDigest(KeySpec spec) {
    MasterKey key = fixture.key("k", spec);
    SecretBytes opened = fixture.unwrap(wrap(key, spec, 64).ciphertext());
    boolean zeroes =
        opened.open(SecretAccess.revealingSecrets(), b -> Arrays.equals(b, new byte[64]));
    assertThat(zeroes).isTrue();

    KeySpec other = spec == KeySpec.SM4 ? KeySpec.AES_256 : KeySpec.SM4;
    refused(() -> wrap(key, other, 64), Failure.KMS_2103);
    refused(
        () -> dataKeys().wrap(USER, new KeyAlias("k"), new byte[96], 0, NOTHING), Failure.KMS_2102);
    refused(
        () -> dataKeys().wrap(USER, new KeyAlias("k"), new byte[96], 1025, NOTHING),
        Failure.KMS_2102);
    refused(
        () -> dataKeys().wrap(USER, new KeyAlias("k"), new byte[95], 64, NOTHING),
        Failure.KMS_2101);
  }

  /** Wraps so many zeroes, followed by their digest. */
  private DataKey.Wrapped wrap(MasterKey key, KeySpec digestedBy, int length) {
    byte[] plaintext = new byte[length];
    byte[] both = Arrays.copyOf(plaintext, length + 32);
    System.arraycopy(digestedBy.symmetric().hash().digest(plaintext), 0, both, length, 32);
    return dataKeys().wrap(USER, key.keyId(), both, length, NOTHING);
  }
}
