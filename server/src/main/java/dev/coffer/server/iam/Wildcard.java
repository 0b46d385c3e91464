package dev.coffer.server.iam;

/**
 * The vendor's patterns: a star is any run of characters, a question mark exactly one, and case
 * does not count. Matching takes time proportional to pattern times text at worst, so no pattern a
 * caller may store is slow.
 */
final class Wildcard {
  private Wildcard() {}

  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && isSame(pattern.charAt(p), text.charAt(t))) {
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

  private static boolean isSame(char pattern, char text) {
    return pattern == text
        || pattern == '?'
        || Character.toLowerCase(pattern) == Character.toLowerCase(text);
  }
}
