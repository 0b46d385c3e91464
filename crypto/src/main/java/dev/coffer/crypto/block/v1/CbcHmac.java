package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.CbcHmacEngine;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentLinkedQueue;

/** AES-256-CBC, then HMAC-SHA-256 over file, block, vector and ciphertext. */
final class CbcHmac extends BlockCipher {
  private static final int VECTOR = CbcHmacEngine.VECTOR_LENGTH;

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
    engine.encrypt(block, plain, sealed, entry);
    idle.add(engine);
  }

  @Override
  void openSealed(long block, Place entry, Place sealed, Place plain) throws SealRefused {
    Engine engine = borrow();
    try {
      if (!engine.isAuthentic(block, entry, sealed)) {
        plain.clear(Layout.BLOCK);
        throw altered(block);
      }
      engine.decrypt(sealed, plain);
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
    for (Engine engine = idle.poll(); engine != null; engine = idle.poll()) {
      engine.library.close();
    }
  }

  /** Loaded keys and scratch space of one thread. */
  private static final class Engine {
    private final CbcHmacEngine library;
    private final byte[] head = new byte[FileId.LENGTH + Long.BYTES + VECTOR];
    private final byte[] vector = new byte[VECTOR];
    private final byte[] tag = new byte[Hmac.LENGTH];
    private final byte[] found = new byte[Hmac.LENGTH];

    Engine(FileId file, byte[] keys) {
      library = CbcHmacEngine.of(keys);
      ByteBuffer.wrap(head).put(file.bytes());
    }

    void encrypt(long block, Place plain, Place sealed, Place entry) {
      start(block, entry);
      library.encrypt(
          vector, plain.array(), plain.offset(), Layout.BLOCK, sealed.array(), sealed.offset());
      library.tag(head, sealed.array(), sealed.offset(), Layout.BLOCK, tag);
      System.arraycopy(tag, 0, entry.array(), entry.offset() + VECTOR, Hmac.LENGTH);
    }

    boolean isAuthentic(long block, Place entry, Place sealed) {
      start(block, entry);
      library.tag(head, sealed.array(), sealed.offset(), Layout.BLOCK, tag);
      System.arraycopy(entry.array(), entry.offset() + VECTOR, found, 0, Hmac.LENGTH);
      return MessageDigest.isEqual(tag, found);
    }

    /** What was found authentic just before. */
    void decrypt(Place sealed, Place plain) {
      library.decrypt(
          vector, sealed.array(), sealed.offset(), Layout.BLOCK, plain.array(), plain.offset());
    }

    private void start(long block, Place entry) {
      System.arraycopy(entry.array(), entry.offset(), vector, 0, VECTOR);
      ByteBuffer.wrap(head).position(FileId.LENGTH).putLong(block).put(vector);
    }
  }
}
