package dev.coffer.server.kms.masterkey;

/** Where the material of a master key comes from. */
public enum KeyOrigin {
  /** Made here. */
  KMS,
  /** Brought by the owner, who can take it away again. */
  EXTERNAL
}
