package dev.coffer.server.kms.masterkey;

/** Whether a master key can be used at this moment. */
public sealed interface Usability {
  record Usable(MasterKey key) implements Usability {}

  record Disabled(MasterKey key) implements Usability {}

  record PendingDeletion(MasterKey key) implements Usability {}

  record PendingImport(MasterKey key) implements Usability {}

  /** There is no such key, or it is another project's, or it has been deleted. */
  record Missing() implements Usability {}
}
