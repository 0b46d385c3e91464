package dev.coffer.server.iam.credential;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as Argon2id strings in the PHC form, which carries its own cost. All of them wait in
 * one queue, which refuses what is too much.
 */
public final class PasswordHash {
  // The least costs of OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
  private static final int MEMORY_KIB = 19 << 10;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_LENGTH = 16;
  private static final int HASH_LENGTH = 32;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$([^$]+)\\$([^$]+)");
  private static final HashingQueue QUEUE =
      new HashingQueue(
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 32, Duration.ofSeconds(10));

  private PasswordHash() {}

  public static String of(SecretBytes password, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    byte[] hash = hash(password, new Cost(MEMORY_KIB, PASSES, LANES), salt, HASH_LENGTH);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  static boolean matches(SecretBytes password, String phc) {
    Matcher parts = FORM.matcher(phc);
    if (!parts.matches()) {
      throw new IllegalStateException("a stored password hash is not in the PHC form of Argon2id");
    }
    var cost = new Cost(number(parts, 1), number(parts, 2), number(parts, 3));
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] salt = Base64.getDecoder().decode(parts.group(4));
    return MessageDigest.isEqual(expected, hash(password, cost, salt, expected.length));
  }

  private record Cost(int memoryKib, int passes, int lanes) {}

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private static byte[] hash(SecretBytes password, Cost cost, byte[] salt, int length) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib)
            .withIterations(cost.passes)
            .withParallelism(cost.lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    QUEUE.inTurn(
        () ->
            password.open(
                SecretAccess.revealingSecrets(), bytes -> generator.generateBytes(bytes, hash)));
    return hash;
  }
}
