package dev.coffer.bench.measure;

/** What was promised, and what was found. */
public record Threshold(String promise, Bound bound, double limit, double measured) {

  /** Which side of the limit is the good one. */
  public enum Bound {
    AT_LEAST("≥"),
    AT_MOST("≤");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  public static Threshold atLeast(double limit, String promise, double measured) {
    return new Threshold(promise, Bound.AT_LEAST, limit, measured);
  }

  public static Threshold atMost(double limit, String promise, double measured) {
    return new Threshold(promise, Bound.AT_MOST, limit, measured);
  }

  boolean isMet() {
    return switch (bound) {
      case AT_LEAST -> measured >= limit;
      case AT_MOST -> measured <= limit;
    };
  }

  String wanted() {
    return bound.sign + " " + number(limit);
  }

  String found() {
    return number(measured);
  }

  private static String number(double value) {
    return value >= 20 ? "%.0f".formatted(value) : "%.2f".formatted(value);
  }
}
