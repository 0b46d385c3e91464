package dev.coffer.bench;

import dev.coffer.bench.measure.Report;

/** One subject's measurements. It leaves nothing behind, whether it ends well or not. */
@FunctionalInterface
public interface Suite {
  void run(Report report) throws Exception;
}
