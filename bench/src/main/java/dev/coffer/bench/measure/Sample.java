package dev.coffer.bench.measure;

/**
 * What one turn took.
 *
 * @param amount how much work it was, in megabytes or requests
 * @param processorSeconds of all processors together
 */
public record Sample(double amount, double seconds, double processorSeconds) {
  public Sample {
    if (amount <= 0 || seconds <= 0) {
      throw new IllegalArgumentException("%f in %f seconds".formatted(amount, seconds));
    }
  }

  public double rate() {
    return amount / seconds;
  }
}
