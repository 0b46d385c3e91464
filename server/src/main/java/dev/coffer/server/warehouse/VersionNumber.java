package dev.coffer.server.warehouse;

import java.util.Arrays;
import java.util.List;

/** A version of numbers with dots between them; what is left out counts as zero. */
record VersionNumber(List<Integer> parts) implements Comparable<VersionNumber> {
  VersionNumber {
    parts = List.copyOf(parts);
  }

  static VersionNumber parse(String text) {
    return new VersionNumber(Arrays.stream(text.split("\\.", -1)).map(Integer::valueOf).toList());
  }

  @Override
  public int compareTo(VersionNumber other) {
    for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      int order = Integer.compare(part(i), other.part(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int part(int position) {
    return position < parts.size() ? parts.get(position) : 0;
  }
}
