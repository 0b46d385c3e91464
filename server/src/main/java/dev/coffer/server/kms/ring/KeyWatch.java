package dev.coffer.server.kms.ring;

/** Is told when the material of a master key's version is about to be used. */
@FunctionalInterface
public interface KeyWatch {
  void used(String keyId, int version);
}
