package dev.coffer.bench.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The samples of each contender, one for each round, in the order in which they were entered. */
public final class Results {
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  public void enter(String contender) {
    samples.putIfAbsent(contender, new ArrayList<>());
  }

  public void add(String contender, Sample sample) {
    of(contender).add(sample);
  }

  public double median(String contender, ToDoubleFunction<Sample> value) {
    return median(of(contender).stream().mapToDouble(value).toArray());
  }

  /** How many times as fast the first is as the second: the median of the rounds' own ratios. */
  public double speed(String contender, String other) {
    List<Sample> mine = of(contender);
    List<Sample> theirs = of(other);
    return median(
        IntStream.range(0, Math.min(mine.size(), theirs.size()))
            .mapToDouble(round -> mine.get(round).rate() / theirs.get(round).rate())
            .toArray());
  }

  /** How many times as long the first takes as the second for the same work. */
  public double time(String contender, String other) {
    return speed(/* contender= */ other, /* other= */ contender);
  }

  /** Rows of name, median rate, its spread, and processor seconds. */
  public List<List<String>> rows() {
    return samples.keySet().stream().map(this::row).toList();
  }

  private List<String> row(String contender) {
    double[] rates = of(contender).stream().mapToDouble(Sample::rate).sorted().toArray();
    return List.of(
        contender,
        "%,.0f".formatted(median(rates)),
        "%,.0f - %,.0f".formatted(rates[0], rates[rates.length - 1]),
        "%.2f".formatted(median(contender, Sample::seconds)),
        "%.2f".formatted(median(contender, Sample::processorSeconds)));
  }

  private List<Sample> of(String contender) {
    List<Sample> found = samples.get(contender);
    if (found == null) {
      throw new IllegalArgumentException("no contender " + contender);
    }
    return found;
  }

  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
