package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.Aead;
import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;

/** SM4-GCM with file and block as associated data; the entry is nonce, zeroes, tag, zeroes. */
final class Sm4Gcm extends BlockCipher {
  private static final int TAG_AT = 16;

  private final FileId file;
  private final SecretBytes key;
  private final CipherLibrary library;
  private final Nonces nonces;
  private final ConcurrentLinkedQueue<Engine> idle = new ConcurrentLinkedQueue<>();

  Sm4Gcm(FileId file, SecretBytes key, Holes holes, CipherLibrary library, Nonces nonces) {
    super(holes);
    this.file = file;
    this.key = key;
    this.library = library;
    this.nonces = nonces;
  }

  @Override
  public void seal(long block, Place plain, Place sealed, Place entry) {
    Engine engine = borrow(block);
    entry.clear(Layout.ENTRY);
    nonces.next(engine.nonce, 0);
    engine.aead.seal(
        engine.nonce,
        engine.associated,
        plain.array(),
        plain.offset(),
        Layout.BLOCK,
        engine.message,
        0);
    System.arraycopy(engine.message, 0, sealed.array(), sealed.offset(), Layout.BLOCK);
    System.arraycopy(engine.nonce, 0, entry.array(), entry.offset(), Suite.NONCE_LENGTH);
    System.arraycopy(
        engine.message, Layout.BLOCK, entry.array(), entry.offset() + TAG_AT, Suite.TAG_LENGTH);
    idle.add(engine);
  }

  @Override
  void openSealed(long block, Place entry, Place sealed, Place plain) throws SealRefused {
    if (!isCanonical(entry)) {
      plain.clear(Layout.BLOCK);
      throw altered(block);
    }
    Engine engine = borrow(block);
    try {
      System.arraycopy(entry.array(), entry.offset(), engine.nonce, 0, Suite.NONCE_LENGTH);
      System.arraycopy(sealed.array(), sealed.offset(), engine.message, 0, Layout.BLOCK);
      System.arraycopy(
          entry.array(), entry.offset() + TAG_AT, engine.message, Layout.BLOCK, Suite.TAG_LENGTH);
      engine.aead.open(
          engine.nonce,
          engine.associated,
          engine.message,
          0,
          engine.message.length,
          plain.array(),
          plain.offset());
    } catch (AEADBadTagException _) {
      plain.clear(Layout.BLOCK);
      throw altered(block);
    } finally {
      idle.add(engine);
    }
  }

  private static boolean isCanonical(Place entry) {
    int end = TAG_AT + Suite.TAG_LENGTH;
    return entry.plus(Suite.NONCE_LENGTH).isZero(TAG_AT - Suite.NONCE_LENGTH)
        && entry.plus(end).isZero(Layout.ENTRY - end);
  }

  private Engine borrow(long block) {
    Engine engine = idle.poll();
    if (engine == null) {
      engine = new Engine(file, library.aead(Suite.SM4_GCM, key));
    }
    ByteBuffer.wrap(engine.associated).putLong(FileId.LENGTH, block);
    return engine;
  }

  @Override
  public void close() {
    key.close();
    for (Engine engine = idle.poll(); engine != null; engine = idle.poll()) {
      engine.aead.close();
    }
  }

  /** A loaded key and scratch space of one thread. */
  private static final class Engine {
    private final Aead aead;
    private final byte[] nonce = new byte[Suite.NONCE_LENGTH];
    private final byte[] associated;
    private final byte[] message = new byte[Layout.BLOCK + Suite.TAG_LENGTH];

    Engine(FileId file, Aead aead) {
      this.aead = aead;
      this.associated = ByteBuffer.allocate(FileId.LENGTH + Long.BYTES).put(file.bytes()).array();
    }
  }
}
