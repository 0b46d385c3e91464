package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-CBC, then HMAC-SHA-256 over file, block, vector and ciphertext. */
final class CbcHmac extends BlockCipher {
  static final int KEYS_LENGTH = 64;

  private static final int KEY_LENGTH = 32;
  private static final int VECTOR = 16;

  private final FileId file;
  private final SecretBytes keys;
  private final FreshBytes vectors;
  private final ConcurrentLinkedQueue<Engine> idle = new ConcurrentLinkedQueue<>();

  CbcHmac(FileId file, SecretBytes keys, Holes holes, FreshBytes vectors) {
    super(holes);
    this.file = file;
    this.keys = keys;
    this.vectors = vectors;
  }

  @Override
  public void seal(long block, Place plain, Place sealed, Place entry) {
    Engine engine = borrow();
    do {
      vectors.next(entry.array(), entry.offset(), VECTOR);
    } while (entry.isZero(Holes.MARK));
    engine.transform(Cipher.ENCRYPT_MODE, entry, plain, sealed);
    engine.tag(block, entry, sealed);
    System.arraycopy(engine.tag, 0, entry.array(), entry.offset() + VECTOR, Hmac.LENGTH);
    idle.add(engine);
  }

  @Override
  void openSealed(long block, Place entry, Place sealed, Place plain) throws SealRefused {
    Engine engine = borrow();
    try {
      engine.tag(block, entry, sealed);
      System.arraycopy(entry.array(), entry.offset() + VECTOR, engine.found, 0, Hmac.LENGTH);
      if (!MessageDigest.isEqual(engine.tag, engine.found)) {
        plain.clear(Layout.BLOCK);
        throw altered(block);
      }
      engine.transform(Cipher.DECRYPT_MODE, entry, sealed, plain);
    } finally {
      idle.add(engine);
    }
  }

  private Engine borrow() {
    Engine engine = idle.poll();
    return engine == null
        ? keys.open(SecretAccess.revealingSecrets(), bytes -> new Engine(file, bytes))
        : engine;
  }

  @Override
  public void close() {
    keys.close();
    idle.clear();
  }

  /** The JDK's objects and scratch space of one thread. */
  private static final class Engine {
    private final byte[] place = new byte[FileId.LENGTH + Long.BYTES];
    private final byte[] tag = new byte[Hmac.LENGTH];
    private final byte[] found = new byte[Hmac.LENGTH];
    private final SecretKeySpec key;
    private final Cipher encryption;
    private final Cipher decryption;
    private final Hmac hmac;

    Engine(FileId file, byte[] keys) {
      ByteBuffer.wrap(place).put(file.bytes());
      key = new SecretKeySpec(keys, 0, KEY_LENGTH, "AES");
      byte[] tagging = java.util.Arrays.copyOfRange(keys, KEY_LENGTH, KEYS_LENGTH);
      hmac = Hmac.of(BlockSuite.GENERAL_CIPHER, tagging);
      java.util.Arrays.fill(tagging, (byte) 0);
      try {
        encryption = Cipher.getInstance("AES/CBC/NoPadding");
        decryption = Cipher.getInstance("AES/CBC/NoPadding");
      } catch (GeneralSecurityException e) {
        throw new ProviderException("the platform has no AES-CBC", e);
      }
    }

    void transform(int mode, Place entry, Place in, Place out) {
      Cipher cipher = mode == Cipher.ENCRYPT_MODE ? encryption : decryption;
      try {
        cipher.init(mode, key, new IvParameterSpec(entry.array(), entry.offset(), VECTOR));
        cipher.doFinal(in.array(), in.offset(), Layout.BLOCK, out.array(), out.offset());
      } catch (GeneralSecurityException e) {
        throw new ProviderException("cannot transform a block", e);
      }
    }

    void tag(long block, Place entry, Place sealed) {
      ByteBuffer.wrap(place).putLong(FileId.LENGTH, block);
      hmac.update(place, 0, place.length);
      hmac.update(entry.array(), entry.offset(), VECTOR);
      hmac.update(sealed.array(), sealed.offset(), Layout.BLOCK);
      hmac.finish(tag, 0);
    }
  }
}
