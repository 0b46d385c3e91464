package dev.coffer.agent.backup;

import java.util.List;

/** The names of a backup's objects. */
final class ObjectNames {
  private static final String SEALED = ".sealed";
  private static final String PLAIN = ".plain";
  private static final String ENVELOPE = ".envelope";

  private ObjectNames() {}

  static String stream(String backupId, boolean sealed) {
    return backupId + (sealed ? SEALED : PLAIN);
  }

  static String envelope(String backupId) {
    return backupId + ENVELOPE;
  }

  /** All there can be, the envelope first: without it the rest is no backup any more. */
  static List<String> all(String backupId) {
    return List.of(backupId + ENVELOPE, backupId + SEALED, backupId + PLAIN);
  }

  static boolean isStream(String name) {
    return name.endsWith(SEALED) || name.endsWith(PLAIN);
  }

  static String backupId(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }
}
