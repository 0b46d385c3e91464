package dev.coffer.server.kms.ring;

import dev.coffer.crypto.cipher.Aead;
import dev.coffer.server.id.KeyId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Ciphers of master key versions that are set up already, each for one use at a time. Opening a
 * sealed key costs several times what wrapping a data key with it does. Once a key is forgotten its
 * ciphers are closed, those in use as soon as they are given back.
 */
final class KeyCiphers implements AutoCloseable {
  private static final int MOST_VERSIONS = 256;

  private final Map<Version, Shelf> shelves = new ConcurrentHashMap<>();

  /** A version of a key. */
  record Version(KeyId keyId, int number) {}

  /** What is done with a cipher. */
  @FunctionalInterface
  interface Use<T, E extends Exception> {
    T with(Aead cipher) throws E;
  }

  <T, E extends Exception> T with(Version version, Supplier<Aead> setUp, Use<T, E> use) throws E {
    if (shelves.size() > MOST_VERSIONS) {
      close();
    }
    Shelf shelf = shelves.computeIfAbsent(version, _ -> new Shelf());
    Aead idle = shelf.idle.poll();
    Aead cipher = idle == null ? setUp.get() : idle;
    try {
      return use.with(cipher);
    } finally {
      shelf.put(cipher);
    }
  }

  void forget(Collection<KeyId> keyIds) {
    for (Version version : List.copyOf(shelves.keySet())) {
      if (keyIds.contains(version.keyId())) {
        forget(version);
      }
    }
  }

  private void forget(Version version) {
    Shelf removed = shelves.remove(version);
    if (removed != null) {
      removed.close();
    }
  }

  @Override
  public void close() {
    List.copyOf(shelves.keySet()).forEach(this::forget);
  }

  /** The idle ciphers of one version. */
  private static final class Shelf {
    private final Queue<Aead> idle = new ConcurrentLinkedQueue<>();

    // Set before the idle ones are closed, and looked at after one was put back: none stays open.
    private volatile boolean closed;

    private void put(Aead cipher) {
      idle.add(cipher);
      if (closed) {
        close();
      }
    }

    private void close() {
      closed = true;
      for (Aead cipher = idle.poll(); cipher != null; cipher = idle.poll()) {
        cipher.close();
      }
    }
  }
}
