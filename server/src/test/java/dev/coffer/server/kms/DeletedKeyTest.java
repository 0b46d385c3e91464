package dev.coffer.server.kms;

import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.ring.KeyRingFile;
import dev.coffer.server.kms.ring.RingContent;
import dev.coffer.server.kms.ring.RingSeal;
import dev.coffer.server.kms.ring.RingSeal.Place;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.RootKeyFile;
import dev.coffer.server.kms.root.UnusableKeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After its day nothing on the disk is a key's material or opens to it, in any file of the data
 * directory; the same search finds it the day before.
 */
class DeletedKeyTest {
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{24,}={0,2}");

  @TempDir Path directory;

  @Test
  void isInNoFileAndNoFileOpensToIt() throws Exception {
    try (Fixture fixture = new Fixture(directory)) {
      MasterKey doomed = fixture.key("doomed");
      fixture.key("kept");
      fixture.kms().rotations().enable(PROJECT, new KeyAlias("doomed"));
      byte[] wrapped;
      try (DataKey dataKey = fixture.create(new KeyAlias("doomed"), 32)) {
        wrapped = dataKey.wrapped().ciphertext();
      }
      fixture.pass(Duration.ofDays(365));
      fixture.kms().runMaintenance();
      Files.write(directory.resolve("backup.envelope"), wrapped);
      String kept = HexFormat.of().formatHex(wrapped);

      fixture.keys().scheduleDeletion(PROJECT, new KeyAlias("doomed"), 7);
      fixture.pass(Duration.ofDays(7).minusMillis(1));
      fixture.kms().runMaintenance();
      assertThat(openings(doomed)).as("the search finds both versions before the day").isEqualTo(2);

      fixture.pass(Duration.ofMillis(1));
      fixture.kms().runMaintenance();
      assertThat(openings(doomed)).isZero();
      fixture.restart();
      assertThat(openings(doomed)).isZero();
      refused(() -> fixture.unwrap(HexFormat.of().parseHex(kept)), Failure.KMS_0207);
      try (RingStorage vault = RingStorage.open(directory, Passphrase.none(), Fixture.RANDOM)) {
        refused(() -> vault.unwrapUnbound(wrapped), Failure.KMS_0207);
      }
    }
  }

  @Test
  void wasNeverOnTheDiskInTheClear() throws Exception {
    try (Fixture fixture = new Fixture(directory)) {
      MasterKey key = fixture.key("k");
      try (RingStorage vault = RingStorage.open(directory, Passphrase.none(), Fixture.RANDOM);
          SecretBytes material = vault.material(key.keyId())) {
        List<String> forms = material.open(SecretAccess.revealingSecrets(), DeletedKeyTest::forms);
        for (Path file : files()) {
          String content = Files.readString(file, ISO_8859_1);
          assertThat(forms).as("%s", file).noneMatch(content::contains);
        }
      }
    }
  }

  private static List<String> forms(byte[] secret) {
    String hex = HexFormat.of().formatHex(secret);
    return List.of(
        new String(secret, ISO_8859_1),
        hex,
        hex.toUpperCase(Locale.ROOT),
        Base64.getEncoder().withoutPadding().encodeToString(secret));
  }

  /** How many texts in all files open to material of one of the key's first versions. */
  private long openings(MasterKey key) throws IOException {
    try (RootKey root = RootKeyFile.open(directory.resolve("root.key"));
        RingSeal seal = new RingSeal(root, Fixture.RANDOM);
        KeyRingFile ring = new KeyRingFile(directory.resolve("keyring.json"), root)) {
      String ringId = ring.read().ringId();
      long found = 0;
      for (Path file : files()) {
        List<String> texts =
            BASE64
                .matcher(Files.readString(file, ISO_8859_1))
                .results()
                .map(MatchResult::group)
                .toList();
        for (int version = 1; version <= 3; version++) {
          var place = new Place(ringId, key.keyId(), version, key.spec());
          found += texts.stream().filter(text -> opens(seal, place, text)).count();
        }
      }
      return found;
    }
  }

  private static boolean opens(RingSeal seal, Place place, String text) {
    try {
      seal.open(place, new RingContent.Version(place.version(), 0, text)).close();
      return true;
    } catch (UnusableKeyRing _) {
      return false;
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }
}
