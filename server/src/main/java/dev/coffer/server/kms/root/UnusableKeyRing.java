package dev.coffer.server.kms.root;

/**
 * The keys cannot be used as they are found, and nothing was changed. A server does not start then:
 * going on with a new ring would lock every sealed thing away for good.
 */
public final class UnusableKeyRing extends RuntimeException {
  private final Fault fault;

  /** What is wrong, and what an operator can do. */
  public enum Fault {
    ROOT_KEY_MISSING("the root key is missing", "put the root key file back"),
    ROOT_KEY_MALFORMED("the root key is not one of this format", "put the root key file back"),
    ROOT_KEY_EXPOSED(
        "the root key can be read or written by others", "chmod 600 and think of it as leaked"),
    ROOT_KEY_WRONG("the key ring was sealed under another root key", "put its root key back"),
    PASSPHRASE_MISSING("the root key needs a passphrase", "give it with --passphrase-fd"),
    PASSPHRASE_WRONG("the passphrase does not open the root key", "give the right one"),
    TOKEN_UNUSABLE("the token with the root key cannot be used", "look at library, slot and PIN"),
    RING_MISSING("the key ring is missing", "put the key ring file back"),
    RING_MALFORMED("the key ring is not one of this format", "put the key ring file back"),
    RING_ALTERED("the key ring was altered", "put the key ring file back"),
    RING_FOREIGN("the key ring is not the one of this control database", "put its key ring back"),
    MATERIAL_MISSING("the key ring lacks keys that are in use", "put a newer key ring back");

    private final String text;
    private final String hint;

    Fault(String text, String hint) {
      this.text = text;
      this.hint = hint;
    }
  }

  public UnusableKeyRing(Fault fault, String subject) {
    super(fault.text + ": " + subject + " HINT: " + fault.hint);
    this.fault = fault;
  }

  public UnusableKeyRing(Fault fault, String subject, Throwable cause) {
    super(fault.text + ": " + subject + " HINT: " + fault.hint, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
