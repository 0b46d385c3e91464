package dev.coffer.server.instance;

/** What happens to an instance, with the vendor's words for it in both versions of the API. */
public enum InstanceState {
  CREATING("BUILD", "creating"),
  ACTIVE("ACTIVE", "normal"),
  REBOOTING("REBOOTING", "normal"),
  BACKING_UP("BACKING UP", "normal"),
  RESTORING("RESTORING", "normal"),
  DELETING("DELETING", "normal"),
  /** Its engine does not answer. */
  ABNORMAL("FAILED", "abnormal"),
  /** It was never made. */
  FAILED("FAILED", "createfail");

  private final String word;
  private final String unifiedWord;

  InstanceState(String word, String unifiedWord) {
    this.word = word;
    this.unifiedWord = unifiedWord;
  }

  /** The word of v3. */
  public String word() {
    return word;
  }

  /** The word of v3.1. */
  public String unifiedWord() {
    return unifiedWord;
  }
}
