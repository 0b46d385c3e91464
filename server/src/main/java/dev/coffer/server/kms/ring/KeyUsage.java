package dev.coffer.server.kms.ring;

/** What a master key is for; chosen when it is made, for good. */
public enum KeyUsage {
  ENCRYPT_DECRYPT,
  SIGN_VERIFY,
  GENERATE_VERIFY_MAC
}
