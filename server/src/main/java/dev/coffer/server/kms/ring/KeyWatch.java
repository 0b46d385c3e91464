package dev.coffer.server.kms.ring;

import dev.coffer.server.id.KeyId;

/** Is told when the material of a master key's version is about to be used. */
@FunctionalInterface
public interface KeyWatch {
  void used(KeyId keyId, int version);
}
