package dev.coffer.cli.command;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What was probably meant: by edits of a letter and exchanges of two, at most two of them. */
final class Suggestion {
  private static final int FARTHEST = 2;

  private Suggestion() {}

  static Optional<String> of(String typed, List<String> names) {
    return names.stream()
        .filter(name -> distance(typed, name) <= Math.min(FARTHEST, name.length() - 1))
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /** Damerau-Levenshtein (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
