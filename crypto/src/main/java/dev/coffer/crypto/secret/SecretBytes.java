package dev.coffer.crypto.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Key material that its holder promises to close. It copies on entry, prints only its length,
 * compares in constant time and zeroes its bytes on close; after that every use fails with {@link
 * IllegalStateException}. Safe for use from several threads. The trap: bytes that went into a JDK
 * cipher or derivation leave copies there that nothing can zero.
 */
public final class SecretBytes implements AutoCloseable {
  private static final byte[] NO_SALT = {};

  /** What may be done with the bytes of an open secret. */
  @FunctionalInterface
  public interface Use<T extends @Nullable Object, E extends Exception> {
    T with(byte[] bytes) throws E;
  }

  // Guarded by this: open and close exclude each other, so no use sees half-zeroed bytes.
  private final byte[] bytes;
  private boolean closed;

  private SecretBytes(byte[] owned) {
    this.bytes = owned;
  }

  /** A copy; the caller still has to zero the array it passed. */
  public static SecretBytes copyOf(byte[] source) {
    return new SecretBytes(source.clone());
  }

  /** A copy; the array passed is zeroed. */
  public static SecretBytes absorb(byte[] source) {
    SecretBytes secret = copyOf(source);
    Arrays.fill(source, (byte) 0);
    return secret;
  }

  public static SecretBytes random(int length, SecureRandom random) {
    if (length <= 0) {
      throw new IllegalArgumentException("a secret cannot have length " + length);
    }
    byte[] fresh = new byte[length];
    random.nextBytes(fresh);
    return new SecretBytes(fresh);
  }

  /** Another with the same bytes, to be closed by itself. */
  public SecretBytes copy() {
    return new SecretBytes(bytesOf());
  }

  public int length() {
    return bytes.length;
  }

  /** Runs {@code use} on a copy of the bytes and zeroes the copy when it returns or throws. */
  public <T extends @Nullable Object, E extends Exception> T open(
      SecretAccess access, Use<T, E> use) throws E {
    Objects.requireNonNull(access, "access");
    byte[] copy = bytesOf();
    try {
      return use.with(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /** HKDF-SHA-256 without salt; {@code info} names the purpose of the new key. */
  public SecretBytes derive(String info, int length) {
    return derive(NO_SALT, info.getBytes(StandardCharsets.UTF_8), length);
  }

  /** HKDF-SHA-256; {@code info} names the purpose of the new key and what it is bound to. */
  public SecretBytes derive(byte[] salt, byte[] info, int length) {
    return open(
        SecretAccess.revealingSecrets(), key -> new SecretBytes(hkdf(key, salt, info, length)));
  }

  private static byte[] hkdf(byte[] key, byte[] salt, byte[] info, int length) {
    HKDFParameterSpec parameters =
        HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info, length);
    try {
      return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot derive " + length + " bytes by HKDF-SHA-256", e);
    }
  }

  /** Equal length and bytes, in time that does not depend on where they differ. */
  public boolean matches(SecretBytes other) {
    return other.open(SecretAccess.revealingSecrets(), this::matches);
  }

  /** Equal length and bytes, in time that does not depend on where they differ. */
  public boolean matches(byte[] other) {
    return open(SecretAccess.revealingSecrets(), own -> MessageDigest.isEqual(own, other));
  }

  private synchronized byte[] bytesOf() {
    if (closed) {
      throw new IllegalStateException("secret is closed");
    }
    return bytes.clone();
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "SecretBytes[" + bytes.length + " hidden]";
  }
}
