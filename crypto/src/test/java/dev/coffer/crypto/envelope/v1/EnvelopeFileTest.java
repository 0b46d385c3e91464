package dev.coffer.crypto.envelope.v1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.EnvelopeException.Reason;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeFileTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] SEALED_BEGINNING = HEX.parseHex("89434f464645520a");
  private static final byte[] PLAIN_BEGINNING = "-- dump\n".getBytes(UTF_8);

  private final SecretBytes dataKey = SecretBytes.absorb(HEX.parseHex("42".repeat(32)));
  private final Envelope envelope = Envelopes.sealed(Suite.AES_256_GCM);
  private final String file = text(envelope.authenticate(dataKey));

  private static String text(EnvelopeFile file) {
    return new String(file.bytes(), UTF_8);
  }

  private static EnvelopeFile read(String file) throws EnvelopeException {
    return EnvelopeFile.read(Envelopes.BACKUP_ID, file.getBytes(UTF_8));
  }

  private static void assertRefused(Reason reason, ThrowingCallable reading) {
    EnvelopeException refused = catchThrowableOfType(EnvelopeException.class, reading);
    assertThat(refused).as("a refusal").isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
  }

  private String with(String target, String replacement) {
    assertThat(file).contains(target);
    return file.replace(target, replacement);
  }

  @Nested
  class Untouched {
    @ParameterizedTest
    @EnumSource(Suite.class)
    void saysWhatWasWritten(Suite suite) throws EnvelopeException {
      Envelope written = Envelopes.sealed(suite);
      EnvelopeFile read = read(text(written.authenticate(dataKey)));
      assertThat(read.claimed()).isEqualTo(written);
      assertThat(read.verify(dataKey)).isEqualTo(written);
    }

    @Test
    void saysWhatTheEngineWasSetTo() throws EnvelopeException {
      String written = text(Envelopes.full().withoutAuthentication());
      assertThat(read(written).claimed()).isEqualTo(Envelopes.full());
      for (String[] change :
          new String[][] {
            {"\"sql_mode\"", "\"innodb_page_size\""},
            {"\"sql_mode\"", "\"Sql-Mode\""},
            {"\"4096\"", "4096"},
            {"\"4096\"", "\"40\\n96\""},
            {"\"0-1-5,7-41-12\"", "null"}
          }) {
        assertThat(written).contains(change[0]);
        assertRefused(Reason.MALFORMED, () -> read(written.replace(change[0], change[1])));
      }
    }

    @Test
    void isStoredAsItWasRead() throws EnvelopeException {
      assertThat(text(read(file))).isEqualTo(file);
    }

    @Test
    void isAuthenticatedByteForByteHoweverItIsSpaced() {
      assertRefused(Reason.NOT_AUTHENTIC, () -> read(file.replaceFirst(":", ": ")).verify(dataKey));
    }
  }

  @Nested
  class Published {
    @ParameterizedTest
    @CsvSource({"aes, AES_256_GCM", "sm4, SM4_GCM"})
    void isWrittenAndReadAsPublished(String name, Suite suite) throws IOException {
      Envelope written = Envelopes.sealed(suite);
      String published = published(name);
      assertThat(text(written.authenticate(dataKey))).isEqualTo(published);
      assertThat(read(published).verify(dataKey)).isEqualTo(written);
    }

    @Test
    void isWrittenAndReadAsPublishedWithoutAuthentication() throws IOException {
      Envelope written = Envelopes.unsealed();
      String published = published("none");
      assertThat(text(written.withoutAuthentication())).isEqualTo(published);
      assertThat(read(published).acceptUnsealed(PLAIN_BEGINNING)).isEqualTo(written);
    }

    /** The key derivation and the digest of the document, spelled out. */
    @Test
    void isAuthenticatedAsDocumented() throws Exception {
      List<String> lines = published("aes").lines().toList();
      Mac extract = Mac.getInstance("HmacSHA256");
      extract.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
      Mac expand = Mac.getInstance("HmacSHA256");
      expand.init(new SecretKeySpec(extract.doFinal(HEX.parseHex("42".repeat(32))), "HmacSHA256"));
      expand.update("coffer envelope v1 authentication".getBytes(UTF_8));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(expand.doFinal(new byte[] {1}), "HmacSHA256"));
      String value = HEX.formatHex(mac.doFinal(lines.getFirst().getBytes(UTF_8)));
      assertThat(lines.getLast())
          .isEqualTo(
              "{\"authentication\":{\"algorithm\":\"HMAC-SHA-256\",\"value\":\"" + value + "\"}}");
    }

    private static String published(String name) throws IOException {
      try (InputStream file =
          EnvelopeFileTest.class.getResourceAsStream("/vectors/" + name + ".envelope")) {
        return new String(file.readAllBytes(), UTF_8);
      }
    }
  }

  @Nested
  class Altered {
    @Test
    void neverVerifiesWithAnyBitFlipped() {
      byte[] bytes = file.getBytes(UTF_8);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] altered = bytes.clone();
        altered[bit / 8] ^= (byte) (1 << bit % 8);
        EnvelopeException refused =
            catchThrowableOfType(
                EnvelopeException.class,
                () -> EnvelopeFile.read(Envelopes.BACKUP_ID, altered).verify(dataKey));
        assertThat(refused).as("bit %d", bit).isNotNull();
      }
    }

    @Test
    void isRefusedWithAnotherWrappedKey() {
      String swapped = with("AQIDBA==", "BAMCAQ==");
      assertRefused(Reason.NOT_AUTHENTIC, () -> read(swapped).verify(dataKey));
    }

    @Test
    void isRefusedWithAnotherStreamId() {
      String swapped = with("000102030405", "ff0102030405");
      assertRefused(Reason.NOT_AUTHENTIC, () -> read(swapped).verify(dataKey));
    }

    @Test
    void isRefusedWithAnotherAlgorithm() {
      assertRefused(
          Reason.NOT_AUTHENTIC, () -> read(with("HMAC-SHA-256", "HMAC-SM3")).verify(dataKey));
      assertRefused(Reason.NOT_AUTHENTIC, () -> read(with("HMAC-SHA-256", "none")).verify(dataKey));
    }

    @Test
    void isRefusedUnderAnotherDataKey() {
      SecretBytes other = SecretBytes.absorb(new byte[32]);
      assertRefused(Reason.NOT_AUTHENTIC, () -> read(file).verify(other));
    }

    @Test
    void isRefusedInThePlaceOfAnotherBackup() {
      assertRefused(Reason.WRONG_BACKUP, () -> EnvelopeFile.read("another", file.getBytes(UTF_8)));
    }
  }

  @Nested
  class Malformed {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "format_version",
          "backup_id",
          "object_name",
          "compression",
          "suite",
          "stream_id",
          "frame_size",
          "wrapped_keys",
          "sizes",
          "digest",
          "engine",
          "position",
          "instance_id",
          "created_at",
          "key_id",
          "key_version",
          "wrapped",
          "plain",
          "stored",
          "algorithm",
          "value",
          "name",
          "version",
          "tool",
          "tool_version",
          "binlog_file",
          "authentication"
        })
    void isRefusedIfAFieldHasAnotherNameOrIsThereTwice(String field) {
      assertRefused(Reason.MALFORMED, () -> read(with("\"" + field + "\":", "\"other\":")));
      assertRefused(
          Reason.MALFORMED,
          () -> read(with("\"" + field + "\":", "\"" + field + "\":null,\"" + field + "\":")));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            {"format_version"         | {"more":1,"format_version"
            "plain":1000000           | "plain":"1000000"
            "plain":1000000           | "plain":1000000.0
            "plain":1000000           | "plain":-1
            "plain":1000000           | "plain":null
            "plain":1000000,          | ''
            "frame_size":65536        | "frame_size":"65536"
            "frame_size":65536        | "frame_size":63
            "suite":"AES-256-GCM"     | "suite":"AES-256-CBC"
            "suite":"AES-256-GCM"     | "suite":"none"
            "compression":"zstd"      | "compression":"ZSTD"
            "compression":"zstd"      | "compression":1
            "algorithm":"SHA-256"     | "algorithm":"MD5"
            "binlog_position":4711    | "binlog_position":null
            "parent":"                | "parent":null,"extra":"
            "wrapped":"AQIDBA=="      | "wrapped":"?"
            "format_version":1,       | ''
            "format_version":1        | "format_version":"1"
            "format_version":1        | "format_version":null
            """)
    void isRefusedForAValueThatNoWriterWrites(String target, String replacement) {
      assertRefused(Reason.MALFORMED, () -> read(with(target, replacement)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "4294967297"})
    void isRefusedInAnotherVersion(String version) {
      assertRefused(
          Reason.UNKNOWN_VERSION,
          () -> read(with("\"format_version\":1", "\"format_version\":" + version)));
    }

    @Test
    void isRefusedWithoutExactlyTwoLines() {
      assertRefused(Reason.MALFORMED, () -> read(""));
      assertRefused(Reason.MALFORMED, () -> read("\n\n"));
      assertRefused(Reason.MALFORMED, () -> read(file.stripTrailing()));
      assertRefused(Reason.MALFORMED, () -> read(file + "\n"));
      assertRefused(Reason.MALFORMED, () -> read(file.lines().findFirst().orElseThrow() + "\n"));
    }

    @Test
    void isRefusedBeforeParsingIfItIsTooLarge() {
      assertRefused(Reason.TOO_LARGE, () -> read(" ".repeat(300_000)));
    }
  }

  @Nested
  class Rewrapped {
    private final Wrapping second =
        Wrapping.of("second-key", "3", new byte[] {9}, envelope.createdAt());

    @Test
    void opensUnderEitherKeyAndSaysTheRestAsBefore() throws EnvelopeException {
      EnvelopeFile rewrapped = read(file).withWrapping(second, dataKey);
      Envelope verified = read(text(rewrapped)).verify(dataKey);
      assertThat(verified.protection())
          .isInstanceOfSatisfying(
              Protection.Sealed.class,
              protection ->
                  assertThat(protection.wrappings())
                      .isEqualTo(List.of(Envelopes.WRAPPING, second)));
      assertThat(verified.withProtection(envelope.protection())).isEqualTo(envelope);
    }

    @Test
    void isRefusedOnAFileThatIsNotAuthentic() {
      String altered = with("mariadb-backup", "mariadb-backus");
      assertRefused(Reason.NOT_AUTHENTIC, () -> read(altered).withWrapping(second, dataKey));
    }
  }

  @Nested
  class Unsealed {
    private final String unsealed = text(Envelopes.unsealed().withoutAuthentication());

    @Test
    void isAcceptedForAnObjectThatIsNotSealed() throws EnvelopeException {
      assertThat(read(unsealed).acceptUnsealed(PLAIN_BEGINNING)).isEqualTo(Envelopes.unsealed());
    }

    @Test
    void isRefusedForASealedObject() {
      assertRefused(Reason.SEALED, () -> read(unsealed).acceptUnsealed(SEALED_BEGINNING));
    }

    @Test
    void isRefusedWhereASealedBackupIsExpected() {
      assertRefused(Reason.NOT_SEALED, () -> read(unsealed).verify(dataKey));
    }

    @Test
    void isRefusedIfTheEnvelopeIsOfASealedBackup() {
      assertRefused(Reason.SEALED, () -> read(file).acceptUnsealed(PLAIN_BEGINNING));
    }

    @Test
    void cannotBeAuthenticatedNorASealedOneLeftWithout() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Envelopes.unsealed().authenticate(dataKey));
      assertThatIllegalArgumentException().isThrownBy(envelope::withoutAuthentication);
    }
  }
}
