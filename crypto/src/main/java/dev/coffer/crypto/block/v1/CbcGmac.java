package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.mac.CbcGmacEngine;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * AES-256-CBC, then GMAC over file, block and ciphertext. One random vector of 16 bytes serves
 * both; the entry is vector, tag, zeroes.
 */
final class CbcGmac extends BlockCipher {
  private static final int VECTOR = CbcGmacEngine.VECTOR_LENGTH;
  private static final int TAG = CbcGmacEngine.TAG_LENGTH;
  private static final int USED = VECTOR + TAG;

  private final FileId file;
  private final SecretBytes keys;
  private final ConcurrentLinkedQueue<Engine> idle = new ConcurrentLinkedQueue<>();

  CbcGmac(FileId file, SecretBytes keys, Holes holes) {
    super(holes);
    this.file = file;
    this.keys = keys;
  }

  @Override
  public void seal(long block, Place plain, Place sealed, Place entry, Place vector) {
    Engine engine = borrow();
    entry.clear(Layout.ENTRY);
    System.arraycopy(vector.array(), vector.offset(), entry.array(), entry.offset(), VECTOR);
    engine.encrypt(block, plain, sealed, entry);
    idle.add(engine);
  }

  @Override
  void openSealed(long block, Place entry, Place sealed, Place plain) throws SealRefused {
    Engine engine = borrow();
    try {
      if (!entry.plus(USED).isZero(Layout.ENTRY - USED)
          || !engine.isAuthentic(block, entry, sealed)) {
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
    rest();
  }

  @Override
  public void rest() {
    for (Engine engine = idle.poll(); engine != null; engine = idle.poll()) {
      engine.library.close();
    }
  }

  /** Loaded keys and scratch space of one thread. */
  private static final class Engine {
    private final CbcGmacEngine library;
    private final byte[] head = new byte[FileId.LENGTH + Long.BYTES];
    private final byte[] vector = new byte[VECTOR];
    private final byte[] tag = new byte[TAG];

    Engine(FileId file, byte[] keys) {
      library = CbcGmacEngine.of(keys);
      ByteBuffer.wrap(head).put(file.bytes());
    }

    void encrypt(long block, Place plain, Place sealed, Place entry) {
      start(block, entry);
      library.encrypt(
          vector, plain.array(), plain.offset(), Layout.BLOCK, sealed.array(), sealed.offset());
      library.tag(vector, head, sealed.array(), sealed.offset(), Layout.BLOCK, tag);
      System.arraycopy(tag, 0, entry.array(), entry.offset() + VECTOR, TAG);
    }

    boolean isAuthentic(long block, Place entry, Place sealed) {
      start(block, entry);
      System.arraycopy(entry.array(), entry.offset() + VECTOR, tag, 0, TAG);
      return library.isAuthentic(vector, head, sealed.array(), sealed.offset(), Layout.BLOCK, tag);
    }

    /** What was found authentic just before. */
    void decrypt(Place sealed, Place plain) {
      library.decrypt(
          vector, sealed.array(), sealed.offset(), Layout.BLOCK, plain.array(), plain.offset());
    }

    private void start(long block, Place entry) {
      System.arraycopy(entry.array(), entry.offset(), vector, 0, VECTOR);
      ByteBuffer.wrap(head).putLong(FileId.LENGTH, block);
    }
  }
}
