package dev.coffer.server.audit;

/** The log is not as it was written, and is not written on; the message is for the operator. */
public final class UnusableAuditLog extends RuntimeException {
  UnusableAuditLog(String message) {
    super(message);
  }
}
