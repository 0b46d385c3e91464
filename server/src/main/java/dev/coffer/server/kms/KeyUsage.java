package dev.coffer.server.kms;

/** What a master key is for. */
public enum KeyUsage {
  ENCRYPT_DECRYPT
}
