package dev.coffer.bench.api;

import dev.coffer.bench.api.Load.Turn;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Sample;
import java.util.List;
import java.util.function.ToLongFunction;

/** How fast each target answered, against the bare handler in the same run. */
final class Rates {
  static final String BARE = "bare handler";

  private final Results results = new Results();
  private final List<Turn> turns;

  Rates(List<Turn> turns) {
    this.turns = turns;
    for (Turn turn : turns) {
      results.enter(turn.target());
      results.add(turn.target(), new Sample(turn.requests(), turn.nanos() / 1e9, 0));
    }
  }

  /** The target's rate as a part of the bare handler's. */
  double ofBare(String target) {
    return results.speed(target, BARE);
  }

  void table(Report report) {
    report.note(
        "Requests over %d connections that stay open, from a process of its own; server, bare"
                .formatted(Load.CONNECTIONS)
            + " handler and load share the two cores.");
    report.table(
        List.of("", "requests/s", "of the bare handler's", "median, ms", "99 %, ms"),
        turns.stream().map(Turn::target).distinct().map(this::row).toList());
  }

  private List<String> row(String target) {
    return List.of(
        target,
        "%,.0f".formatted(results.median(target, Sample::rate)),
        "%.3f".formatted(ofBare(target)),
        "%.2f".formatted(milliseconds(target, Turn::median)),
        "%.2f".formatted(milliseconds(target, Turn::p99)));
  }

  private double milliseconds(String target, ToLongFunction<Turn> value) {
    return Results.median(
        turns.stream()
            .filter(turn -> turn.target().equals(target))
            .mapToDouble(turn -> value.applyAsLong(turn) / 1e6)
            .toArray());
  }
}
