package dev.coffer.agent;

/**
 * What was asked did not happen. The reason is for programs, the message for people; neither holds
 * a secret. Unless a method says otherwise, the world is as it was before the request.
 */
public final class AgentFailure extends RuntimeException {
  private final Reason reason;

  public AgentFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public AgentFailure(Reason reason, String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** The one list of what can go wrong. */
  public enum Reason {
    /** A program of the engine is not installed; the message says what to install. */
    PROGRAM_MISSING,
    INSTANCE_EXISTS,
    INSTANCE_UNKNOWN,
    INSTANCE_NOT_RUNNING,
    PORT_TAKEN,
    /** The engine did not come up, or did not go down in time. */
    ENGINE_UNRESPONSIVE,
    /** A program of the engine failed; the message ends with what it said last. */
    ENGINE_FAILED,
    /** An engine that runs refused a statement; the message ends with what it said. */
    STATEMENT_REFUSED,
    /** A running engine that was offered for adoption is not fit for it. */
    NOT_ADOPTABLE,
    /** A node's volume has to be opened with its key first. */
    VOLUME_LOCKED,
    /** A volume does not open: wrong key, altered, or in use; the message says which. */
    VOLUME_REFUSED,
    /** A standby did not come to hold all that its node committed; the node serves as before. */
    SWITCH_OVER_REFUSED,
    /** A converted node is not what it was, or its plaintext is found; the message says where. */
    CONVERSION_UNSOUND,
    STORE_FULL,
    STORE_FAILED,
    /** The caller said that the key may no longer be used. */
    KEY_UNUSABLE,
    /** The caller asked to stop. */
    CANCELLED,
    BACKUP_EXISTS,
    BACKUP_MISSING,
    /** The stored bytes are not what was written, or not under this key. */
    BACKUP_CORRUPT,
    /** The backup is sealed and was asked for as plain, or the other way round. */
    BACKUP_UNEXPECTED,
    /** A table of what was restored cannot be opened; the message names it. */
    RESTORE_UNSOUND,
    /** A server has what an instance restored from it could not have; the message names it. */
    NOT_CARRIED,
    /** Another connection held a lock for too long; the message says which. */
    LOCK_HELD,
    /** A file of the instance could not be read, written or removed. */
    HOST_FAILED
  }
}
