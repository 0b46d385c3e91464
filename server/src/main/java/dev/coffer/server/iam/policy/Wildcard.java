package dev.coffer.server.iam.policy;

/**
 * The vendor's patterns: a star is any run of characters, a question mark exactly one. Matching
 * takes time proportional to pattern times text at worst, so no pattern a caller may store is slow.
 */
final class Wildcard {
  private Wildcard() {}

  /** Matches without regard to case, as actions and resources are. */
  static boolean matches(String pattern, String text) {
    return matches(pattern, text, false);
  }

  static boolean matchesCase(String pattern, String text) {
    return matches(pattern, text, true);
  }

  // What stands behind the last star is compared first: most patterns that do not match differ
  // there.
  private static boolean matches(String pattern, String text, boolean exact) {
    int last = pattern.lastIndexOf('*');
    int end = text.length() - (pattern.length() - last - 1);
    if (last < 0) {
      return end == 0 && isSame(pattern, 0, text, 0, exact);
    }
    return end >= 0
        && isSame(pattern, last + 1, text, end, exact)
        && reaches(pattern, last, text, end, exact);
  }

  /**
   * Whether the pattern up to its last star matches a beginning of the text up to the end given.
   */
  private static boolean reaches(String pattern, int last, String text, int end, boolean exact) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (p < last) {
      if (pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (t < end && isSame(pattern.charAt(p), text.charAt(t), exact)) {
        p++;
        t++;
      } else if (star >= 0 && resume < end) {
        // The last star swallows one character more.
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(String pattern, int from, String text, int at, boolean exact) {
    for (int p = from, t = at; p < pattern.length(); p++, t++) {
      if (!isSame(pattern.charAt(p), text.charAt(t), exact)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(char pattern, char text, boolean exact) {
    return pattern == text
        || pattern == '?'
        || (!exact && Character.toLowerCase(pattern) == Character.toLowerCase(text));
  }
}
