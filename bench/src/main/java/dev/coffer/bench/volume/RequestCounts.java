package dev.coffer.bench.volume;

import dev.coffer.bench.measure.Sample;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How often the kernel asked the sealed volumes while they worked. */
final class RequestCounts {
  private final Map<String, Count> counts = new LinkedHashMap<>();

  private record Count(double requests, double transactions) {
    Count plus(Count other) {
      return new Count(requests + other.requests, transactions + other.transactions);
    }
  }

  @FunctionalInterface
  interface Turn {
    Sample take() throws IOException;
  }

  Sample during(Place place, Turn turn) throws IOException {
    long before = place.store().requests();
    Sample sample = turn.take();
    long asked = place.store().requests() - before;
    if (place.store() instanceof SealedStore) {
      counts.merge(place.title(), new Count(asked, sample.amount()), Count::plus);
    }
    return sample;
  }

  String told() {
    return counts.entrySet().stream()
        .map(
            each ->
                "%.3f on the %s"
                    .formatted(
                        each.getValue().requests / each.getValue().transactions, each.getKey()))
        .collect(Collectors.joining(", "));
  }
}
