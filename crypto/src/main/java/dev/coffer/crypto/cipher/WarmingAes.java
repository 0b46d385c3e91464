package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.Set;

/**
 * AES by a native library from the first byte, and by the JDK from when its compiled code is there
 * and has won a race: on current processors that is two to three times faster. Both give the same
 * bytes, so a stream may change over between two messages.
 */
final class WarmingAes implements CipherLibrary {
  private final CipherLibrary first;
  private final CipherLibrary second;
  private final WarmUp warmUp;

  WarmingAes(CipherLibrary first, CipherLibrary second, WarmUp warmUp) {
    this.first = first;
    this.second = second;
    this.warmUp = warmUp;
  }

  /** With the race run by a thread of its own, of which a process has one at most. */
  static WarmingAes racing(CipherLibrary first, CipherLibrary second) {
    return new WarmingAes(
        first,
        second,
        new WarmUp(
            task -> Thread.ofPlatform().daemon().name("cipher-warm-up").start(task),
            new CipherBenchmark(first, second)));
  }

  @Override
  public String name() {
    return first.name() + ", then " + second.name();
  }

  @Override
  public String version() {
    return first.version() + ", then " + second.version();
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public Set<Suite> suites() {
    return Set.of(Suite.AES_256_GCM);
  }

  @Override
  public Aead aead(Suite suite, SecretBytes key) {
    Ciphers.requireKeyOf(suite, key, this);
    return new WarmingAead(first.aead(suite, key), second.aead(suite, key), warmUp);
  }
}
