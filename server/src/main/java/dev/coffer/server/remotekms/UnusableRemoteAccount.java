package dev.coffer.server.remotekms;

/** The file with the other KMS's account cannot be used; the message is for the operator. */
public final class UnusableRemoteAccount extends RuntimeException {
  UnusableRemoteAccount(String message) {
    super("the account of the other KMS cannot be used: " + message);
  }

  UnusableRemoteAccount(String message, Throwable cause) {
    super("the account of the other KMS cannot be used: " + message, cause);
  }
}
