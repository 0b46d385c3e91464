package dev.coffer.acceptance;

/** An instance that encrypts its own files under keys of the KMS, by MariaDB's own plugin. */
final class EncryptedFilesTest extends EncryptedFiles {
  EncryptedFilesTest() {
    super("AES256");
  }
}
