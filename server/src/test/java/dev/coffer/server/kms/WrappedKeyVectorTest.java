package dev.coffer.server.kms;

import static dev.coffer.server.kms.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ring and wrapped keys that another program made by {@code docs/formats/key-ring-v1.md}. */
class WrappedKeyVectorTest {
  private static final String BACKUP = "0f6f7c6e1d2b4c3a8e9d";

  private final byte[] dataKey = new byte[32];
  private RingStorage vault;

  @BeforeEach
  void open(@TempDir Path directory) throws IOException {
    Arrays.fill(dataKey, (byte) 0x42);
    for (String name : new String[] {"keyring.json", "root.key"}) {
      Path file = directory.resolve(name);
      Files.write(file, resource(name));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    vault = RingStorage.open(directory, Passphrase.none(), new SecureRandom());
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void opensForItsBackupAndNothingElse() throws IOException {
    byte[] wrapped = hex("wrapped-for-backup.hex");
    try (SecretBytes opened =
        vault.unwrap(new KeyContext(KeyContext.Purpose.BACKUP, BACKUP), wrapped)) {
      assertThat(opened.matches(SecretBytes.copyOf(dataKey))).isTrue();
    }
    refused(
        () -> vault.unwrap(new KeyContext(KeyContext.Purpose.BACKUP, "another"), wrapped),
        Failure.KMS_2201);
    refused(
        () -> vault.unwrap(new KeyContext(KeyContext.Purpose.SNAPSHOT, BACKUP), wrapped),
        Failure.KMS_2201);
    refused(() -> vault.unwrap(KeyContext.instance(BACKUP), wrapped), Failure.KMS_2201);
    refused(
        () -> vault.unwrap(new KeyContext(KeyContext.Purpose.CLUSTER, BACKUP), wrapped),
        Failure.KMS_2201);
    refused(() -> vault.unwrapUnbound(wrapped), Failure.KMS_2201);
  }

  @Test
  void opensForNothingWhereItHasNoPurpose() throws IOException {
    byte[] wrapped = hex("wrapped-without-purpose.hex");
    try (SecretBytes opened = vault.unwrapUnbound(wrapped)) {
      assertThat(opened.matches(SecretBytes.copyOf(dataKey))).isTrue();
    }
    refused(
        () -> vault.unwrap(new KeyContext(KeyContext.Purpose.BACKUP, BACKUP), wrapped),
        Failure.KMS_2201);
  }

  /** The letter that tells the kinds apart is authenticated. */
  @Test
  void doesNotBecomeOneOfTheOtherKind() throws IOException {
    byte[] wrapped = hex("wrapped-for-backup.hex");
    wrapped[2] = 'K';
    refused(() -> vault.unwrapUnbound(wrapped), Failure.KMS_2201);
  }

  private static byte[] hex(String name) throws IOException {
    return HexFormat.of().parseHex(new String(resource(name), StandardCharsets.US_ASCII).strip());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = WrappedKeyVectorTest.class.getResourceAsStream("vectors/" + name)) {
      return in.readAllBytes();
    }
  }
}
