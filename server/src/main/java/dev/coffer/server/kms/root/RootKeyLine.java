package dev.coffer.server.kms.root;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.seal.SecretSeal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** What stands in a root key file. */
sealed interface RootKeyLine {
  /** The bytes of the line with its line feed; the caller zeroes them. */
  byte[] text();

  /** What the bytes say; empty where they are not exactly one such line. */
  static Optional<RootKeyLine> parse(byte[] text) {
    if (text.length == Plain.TEXT_LENGTH && Plain.begins(text)) {
      return Plain.parse(text);
    }
    String line = new String(text, UTF_8);
    Matcher sealed = Sealed.FORM.matcher(line);
    if (sealed.matches()) {
      return Optional.of(
          new Sealed(
              sealed.group("id"),
              Base64.getDecoder().decode(sealed.group("salt")),
              sealed.group("sealed")));
    }
    Matcher token = InToken.FORM.matcher(line);
    return token.matches()
        ? Optional.of(
            new InToken(
                token.group("id"),
                new TokenRootKey.Place(
                    Path.of(token.group("library")),
                    Integer.parseInt(token.group("slot")),
                    token.group("label"))))
        : Optional.empty();
  }

  /** {@code coffer-root-key-v1:} and the 32 bytes in Base64. */
  record Plain(SecretBytes key) implements RootKeyLine {
    private static final byte[] PREFIX = "coffer-root-key-v1:".getBytes(US_ASCII);
    private static final int TEXT_LENGTH = PREFIX.length + 44 + 1;

    private static boolean begins(byte[] text) {
      return Arrays.equals(text, 0, PREFIX.length, PREFIX, 0, PREFIX.length)
          && text[TEXT_LENGTH - 1] == '\n';
    }

    private static Optional<RootKeyLine> parse(byte[] text) {
      byte[] base64 = Arrays.copyOfRange(text, PREFIX.length, TEXT_LENGTH - 1);
      try {
        byte[] decoded = Base64.getDecoder().decode(ByteBuffer.wrap(base64)).array();
        return Optional.of(new Plain(SecretBytes.absorb(decoded)));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      } finally {
        Arrays.fill(base64, (byte) 0);
      }
    }

    @Override
    public byte[] text() {
      return key.open(
          SecretAccess.revealingSecrets(),
          bytes -> {
            byte[] base64 = Base64.getEncoder().encode(bytes);
            byte[] text = Arrays.copyOf(PREFIX, TEXT_LENGTH);
            System.arraycopy(base64, 0, text, PREFIX.length, base64.length);
            text[TEXT_LENGTH - 1] = '\n';
            Arrays.fill(base64, (byte) 0);
            return text;
          });
    }
  }

  /**
   * {@code coffer-root-key-v1-argon2id:}, identity, salt and the sealed key, with colons between.
   * The sealing key is Argon2id of the passphrase, 64 MiB, three passes, one lane: the second
   * choice of RFC 9106, with one lane for four.
   */
  @SuppressWarnings("ArrayRecordComponent") // the salt is no secret
  record Sealed(String identity, byte[] salt, String sealed) implements RootKeyLine {
    private static final Pattern FORM =
        Pattern.compile(
            "coffer-root-key-v1-argon2id:(?<id>[0-9a-f]{32}):(?<salt>[A-Za-z0-9+/]{22}==)"
                + ":(?<sealed>[A-Za-z0-9+/]{80})\n");
    private static final int MEMORY_KIB = 64 << 10;
    private static final int PASSES = 3;
    private static final int SALT_LENGTH = 16;

    static Sealed seal(
        String identity, SecretBytes key, Passphrase passphrase, SecureRandom random) {
      byte[] salt = new byte[SALT_LENGTH];
      random.nextBytes(salt);
      try (var seal = new SecretSeal(stretch(passphrase, salt), random)) {
        return new Sealed(identity, salt, seal.seal(place(identity), key));
      }
    }

    /** The key; empty under another passphrase. */
    Optional<SecretBytes> open(Passphrase passphrase) {
      try (var seal = new SecretSeal(stretch(passphrase, salt), new SecureRandom())) {
        return seal.open(place(identity), sealed);
      }
    }

    private static String place(String identity) {
      return "coffer root key v1 " + identity;
    }

    private static SecretBytes stretch(Passphrase passphrase, byte[] salt) {
      var generator = new Argon2BytesGenerator();
      generator.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(MEMORY_KIB)
              .withIterations(PASSES)
              .withParallelism(1)
              .withSalt(salt)
              .build());
      byte[] key = new byte[32];
      try (SecretBytes secret = passphrase.ask()) {
        secret.open(SecretAccess.revealingSecrets(), bytes -> generator.generateBytes(bytes, key));
      }
      return SecretBytes.absorb(key);
    }

    @Override
    public byte[] text() {
      return "coffer-root-key-v1-argon2id:%s:%s:%s\n"
          .formatted(identity, Base64.getEncoder().encodeToString(salt), sealed)
          .getBytes(US_ASCII);
    }
  }

  /** {@code coffer-root-key-v1-pkcs11:}, identity, slot, label and the library's path. */
  record InToken(String identity, TokenRootKey.Place place) implements RootKeyLine {
    private static final Pattern FORM =
        Pattern.compile(
            "coffer-root-key-v1-pkcs11:(?<id>[0-9a-f]{32}):(?<slot>[0-9]{1,4})"
                + ":(?<label>[a-z0-9-]{1,64}):(?<library>/[^\\n]+)\n");

    @Override
    public byte[] text() {
      return "coffer-root-key-v1-pkcs11:%s:%d:%s:%s\n"
          .formatted(identity, place.slot(), place.label(), place.library())
          .getBytes(UTF_8);
    }
  }
}
