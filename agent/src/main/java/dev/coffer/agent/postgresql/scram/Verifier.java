package dev.coffer.agent.postgresql.scram;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What PostgreSQL keeps of a password (RFC 5802 with SHA-256): it proves the password and is not
 * one. Passwords are ASCII, so that none has a second form.
 */
public record Verifier(String text) {
  private static final int ITERATIONS = 4096;
  private static final int SALT = 16;
  private static final Pattern FORM =
      Pattern.compile(
          "SCRAM-SHA-256\\$(\\d{1,7}):([A-Za-z0-9+/=]+)\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+");

  public Verifier {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a verifier of a password");
    }
  }

  public static Verifier of(String password) {
    var salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    return new Verifier(derive(password, salt, ITERATIONS));
  }

  public boolean proves(String password) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      return false;
    }
    var salt = Base64.getDecoder().decode(parts.group(2));
    var derived = derive(password, salt, Integer.parseInt(parts.group(1)));
    return MessageDigest.isEqual(
        derived.getBytes(StandardCharsets.US_ASCII), text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String derive(String password, byte[] salt, int iterations) {
    try {
      var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
      var salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      var stored = MessageDigest.getInstance("SHA-256").digest(mac(salted, "Client Key"));
      var base64 = Base64.getEncoder();
      return "SCRAM-SHA-256$%d:%s$%s:%s"
          .formatted(
              iterations,
              base64.encodeToString(salt),
              base64.encodeToString(stored),
              base64.encodeToString(mac(salted, "Server Key")));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("the JDK has these", absent);
    }
  }

  private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "Verifier";
  }
}
