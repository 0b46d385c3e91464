package dev.coffer.server.kms.masterkey;

/** Whether a master key can be used at this moment. */
public sealed interface KeyStatus {
  record Usable(MasterKey key) implements KeyStatus {}

  record Disabled(MasterKey key) implements KeyStatus {}

  record PendingDeletion(MasterKey key) implements KeyStatus {}

  record PendingImport(MasterKey key) implements KeyStatus {}

  /** There is no such key, or it is another project's, or it has been deleted. */
  record Missing() implements KeyStatus {}
}
