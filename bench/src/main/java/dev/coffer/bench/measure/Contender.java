package dev.coffer.bench.measure;

/** A way to do the work of a suite. */
public record Contender(String name, Turn turn) {

  /** Does the work once; what it does before or after the measured part does not count. */
  @FunctionalInterface
  public interface Turn {
    Sample take() throws Exception;
  }
}
