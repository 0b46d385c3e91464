package dev.coffer.server.instance;

/** What the files of an instance are encrypted with, by the names that the API gives it. */
public enum FileCipher {
  /** By the engine itself, under keys of a vault. */
  AES256,
  /** By the volume that they lie on. */
  SM4
}
