package dev.coffer.server.iam;

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

  private static boolean matches(String pattern, String text, boolean exact) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && isSame(pattern.charAt(p), text.charAt(t), exact)) {
        p++;
        t++;
      } else if (star >= 0) {
        // The last star swallows one character more.
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean isSame(char pattern, char text, boolean exact) {
    return pattern == text
        || pattern == '?'
        || (!exact && Character.toLowerCase(pattern) == Character.toLowerCase(text));
  }
}
