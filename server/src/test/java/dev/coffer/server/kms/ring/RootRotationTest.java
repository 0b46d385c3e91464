package dev.coffer.server.kms.ring;

import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.RANDOM;
import static dev.coffer.server.kms.Fixture.unusable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.SoftToken;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.RootProtection;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.kms.root.UnusableKeyRing.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootRotationTest {
  private static final Passphrase NONE = Passphrase.none();

  @TempDir Path directory;
  private byte[] wrapped = {};
  private byte[] formerRoot = {};

  @BeforeEach
  void make() throws Exception {
    try (Fixture fixture = new Fixture(directory)) {
      fixture.key("pair", KeySpec.EC_P256);
      fixture.external("empty", KeySpec.SM4);
      fixture.key("k");
      fixture.kms().rotations().enable(PROJECT, new KeyAlias("k"));
      fixture.pass(java.time.Duration.ofDays(365));
      try (DataKey dataKey = fixture.create(new KeyAlias("k"), 32)) {
        wrapped = dataKey.wrapped().ciphertext();
      }
      fixture.kms().runMaintenance();
    }
    formerRoot = Files.readAllBytes(root());
  }

  private Path root() {
    return directory.resolve("root.key");
  }

  private static Passphrase passphrase(String text) {
    return () -> SecretBytes.absorb(text.getBytes(UTF_8));
  }

  private void rotate(Passphrase current, RootProtection next) {
    new RootRotation(directory, RANDOM).run(current, next);
  }

  private void opensWith(Passphrase passphrase) {
    try (RingStorage vault = RingStorage.open(directory, passphrase, RANDOM)) {
      vault.unwrapUnbound(wrapped).close();
      assertThat(vault.ring().keyIds()).hasSize(3);
    }
  }

  @Test
  void changesTheRootKeyAndNothingThatItProtects() throws Exception {
    String ring = Files.readString(directory.resolve("keyring.json"));
    rotate(NONE, new RootProtection.Plain());
    opensWith(NONE);
    assertThat(Files.readAllBytes(root())).isNotEqualTo(formerRoot);
    assertThat(Files.readString(directory.resolve("keyring.json"))).isNotEqualTo(ring);
    assertThat(directory.resolve("root.key.next")).doesNotExist();
    rotate(NONE, new RootProtection.Plain());
    opensWith(NONE);
    Files.write(root(), formerRoot);
    unusable(() -> opensWith(NONE), Fault.ROOT_KEY_WRONG);
  }

  @Test
  void keepsARingOfBeforeOpenForItsOwnRootKey(@TempDir Path elsewhere) throws Exception {
    for (String file : List.of("keyring.json", "root.key")) {
      Files.copy(
          directory.resolve(file), elsewhere.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    rotate(NONE, new RootProtection.Plain());
    try (RingStorage before = RingStorage.open(elsewhere, NONE, RANDOM)) {
      before.unwrapUnbound(wrapped).close();
    }
  }

  @Nested
  class Interrupted {
    private final RootProtection byPassphrase = new RootProtection.ByPassphrase(passphrase("new"));

    @Test
    void beforeTheRingIsWrittenOpensWithTheFormerRootKey() {
      new RootRotation(directory, RANDOM).prepare(byPassphrase).close();
      opensWith(NONE);
      rotate(NONE, new RootProtection.Plain());
      opensWith(NONE);
    }

    @Test
    void isFinishedWithTheNewPassphraseAlone() throws Exception {
      var rotation = new RootRotation(directory, RANDOM);
      try (RingStorage vault = RingStorage.open(directory, NONE, RANDOM);
          RootKey next = rotation.prepare(byPassphrase)) {
        rotation.reseal(vault, next);
      }
      rotation.runOnce(NONE, passphrase("new"));
      opensWith(passphrase("new"));
      byte[] sealed = Files.readAllBytes(root());
      rotation.runOnce(NONE, passphrase("new"));
      assertThat(Files.readAllBytes(root())).isEqualTo(sealed);
    }

    @Test
    void afterTheRingIsWrittenOpensWithTheNewRootKeyAndPutsItInPlace() throws Exception {
      var rotation = new RootRotation(directory, RANDOM);
      try (RingStorage vault = RingStorage.open(directory, NONE, RANDOM);
          RootKey next = rotation.prepare(byPassphrase)) {
        rotation.reseal(vault, next);
      }
      assertThat(Files.readAllBytes(root())).isEqualTo(formerRoot);
      opensWith(passphrase("new"));
      assertThat(Files.readAllBytes(root())).isNotEqualTo(formerRoot);
      assertThat(directory.resolve("root.key.next")).doesNotExist();
      opensWith(passphrase("new"));
    }
  }

  @Nested
  class UnderAPassphrase {
    @BeforeEach
    void seal() {
      rotate(NONE, new RootProtection.ByPassphrase(passphrase("correct horse")));
    }

    @Test
    void opensWithItAlone() throws Exception {
      opensWith(passphrase("correct horse"));
      unusable(() -> opensWith(passphrase("wrong horse")), Fault.PASSPHRASE_WRONG);
      unusable(() -> opensWith(NONE), Fault.PASSPHRASE_MISSING);
      assertThat(Files.readString(root())).startsWith("coffer-root-key-v1-argon2id:");
      assertThat(Files.getPosixFilePermissions(root())).hasSize(2);
    }

    @Test
    void isRefusedWhereItWasAltered() throws Exception {
      String text = Files.readString(root());
      for (int i = 0; i < text.length(); i += 7) {
        char other = text.charAt(i) == 'A' ? 'B' : 'A';
        Files.writeString(root(), text.substring(0, i) + other + text.substring(i + 1));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                () -> opensWith(passphrase("correct horse")), "character %d", i)
            .isInstanceOf(UnusableKeyRing.class);
      }
    }
  }

  @Nested
  class InAToken {
    @TempDir Path tokens;

    @Test
    void opensWithThePinAndNeverLeavesTheToken() throws Exception {
      SoftToken token = SoftToken.make(tokens);
      token.rotate(directory, "into", wrapped);
      String line = Files.readString(root());
      assertThat(line)
          .matches("coffer-root-key-v1-pkcs11:[0-9a-f]{32}:0:coffer-root-[0-9a-f]+:/.*\n");
      unusable(() -> opensWith(NONE), Fault.PASSPHRASE_MISSING);
      token.rotate(directory, "out", wrapped);
      opensWith(NONE);
    }
  }
}
