package dev.coffer.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.IntConsumer;

/** Prints what a demonstration does, step by step, with the time each took. */
final class Steps {
  private static final int NAME_WIDTH = 34;

  private final PrintWriter out;
  private final boolean terminal;
  private final long began = System.nanoTime();

  Steps(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A step's body; it may tell percents while it works, and answers with what it found. */
  interface Step<T> {
    T run(IntConsumer percent) throws Exception;
  }

  <T> T step(String name, Step<T> step) throws Exception {
    long start = System.nanoTime();
    out.print("  " + pad(name));
    out.flush();
    T result = step.run(terminal ? percent -> show(name, percent) : _ -> {});
    if (terminal) {
      out.print("\r  " + pad(name));
    }
    out.printf("%6.1f s%n", seconds(start));
    out.flush();
    return result;
  }

  void detail(String text) {
    out.println("      " + text);
    out.flush();
  }

  void total() {
    out.printf("  %s%6.1f s%n", pad("all of it"), seconds(began));
    out.flush();
  }

  private void show(String name, int percent) {
    out.printf("\r  %s%5d %%", pad(name), percent);
    out.flush();
  }

  private static String pad(String name) {
    return name + " " + ".".repeat(Math.max(1, NAME_WIDTH - name.length())) + " ";
  }

  private static double seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
  }
}
