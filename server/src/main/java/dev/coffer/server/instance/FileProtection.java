package dev.coffer.server.instance;

import dev.coffer.server.kms.masterkey.MasterKey;

/** How the files of an instance that is to be made are protected. */
public sealed interface FileProtection {

  /** Not at all. */
  record None() implements FileProtection {}

  /** Under a master key of their own, which will be the owner's. */
  record Fresh(MasterKey.Owner owner, FileCipher cipher) implements FileProtection {}

  /** As those of the instance are, or were, whose backup the new one is made of. */
  record SameAs(InstanceId sourceInstanceId) implements FileProtection {}
}
