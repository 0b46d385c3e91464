package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.Aead;
import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;

/**
 * SM4-GCM with file and block as associated data; the entry is nonce, tag, zeroes. Nonces have 16
 * bytes; those that version 1 wrote have 12, and four zeroes.
 */
final class Sm4Gcm extends BlockCipher {
  private static final int TAG_AT = Vectors.LENGTH;

  private final FileId file;
  private final SecretBytes key;
  private final CipherLibrary library;
  private final ConcurrentLinkedQueue<Engine> idle = new ConcurrentLinkedQueue<>();

  Sm4Gcm(FileId file, SecretBytes key, Holes holes, CipherLibrary library) {
    super(holes);
    this.file = file;
    this.key = key;
    this.library = library;
  }

  @Override
  public void seal(long block, Place plain, Place sealed, Place entry, Place vector) {
    Engine engine = borrow(block);
    entry.clear(Layout.ENTRY);
    System.arraycopy(vector.array(), vector.offset(), engine.nonce, 0, Vectors.LENGTH);
    engine.aead.seal(
        engine.nonce,
        engine.associated,
        plain.array(),
        plain.offset(),
        Layout.BLOCK,
        engine.message,
        0);
    System.arraycopy(engine.message, 0, sealed.array(), sealed.offset(), Layout.BLOCK);
    System.arraycopy(engine.nonce, 0, entry.array(), entry.offset(), Vectors.LENGTH);
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
      byte[] nonce = Vectors.isShort(entry) ? engine.shortNonce : engine.nonce;
      System.arraycopy(entry.array(), entry.offset(), nonce, 0, nonce.length);
      System.arraycopy(sealed.array(), sealed.offset(), engine.message, 0, Layout.BLOCK);
      System.arraycopy(
          entry.array(), entry.offset() + TAG_AT, engine.message, Layout.BLOCK, Suite.TAG_LENGTH);
      engine.aead.open(
          nonce,
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
    return entry.plus(end).isZero(Layout.ENTRY - end);
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
    rest();
  }

  @Override
  public void rest() {
    for (Engine engine = idle.poll(); engine != null; engine = idle.poll()) {
      engine.aead.close();
    }
  }

  /** A loaded key and scratch space of one thread. */
  private static final class Engine {
    private final Aead aead;
    private final byte[] nonce = new byte[Vectors.LENGTH];
    private final byte[] shortNonce = new byte[Suite.NONCE_LENGTH];
    private final byte[] associated;
    private final byte[] message = new byte[Layout.BLOCK + Suite.TAG_LENGTH];

    Engine(FileId file, Aead aead) {
      this.aead = aead;
      this.associated = ByteBuffer.allocate(FileId.LENGTH + Long.BYTES).put(file.bytes()).array();
    }
  }
}
