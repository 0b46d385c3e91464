package dev.coffer.server.kms.ring;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.server.kms.algorithm.KeyPairKind;
import dev.coffer.server.kms.algorithm.MacAlgorithm;

/** What the material of a master key is. */
public sealed interface KeyKind {
  /** Bytes of a cipher's key; the hash function of the same profile goes with it. */
  record Symmetric(Suite suite, HashFunction hash) implements KeyKind {}

  /** A private key. */
  record Pair(KeyPairKind pair) implements KeyKind {}

  /** Bytes of a MAC's key. */
  record Mac(MacAlgorithm algorithm, int length) implements KeyKind {}
}
