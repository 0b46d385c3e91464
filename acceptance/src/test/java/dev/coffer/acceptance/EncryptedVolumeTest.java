package dev.coffer.acceptance;

/** An instance that lies on a sealed volume under a key of the KMS. */
final class EncryptedVolumeTest extends EncryptedFiles {
  EncryptedVolumeTest() {
    super("SM4");
  }
}
