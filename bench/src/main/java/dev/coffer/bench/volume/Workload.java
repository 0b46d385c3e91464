package dev.coffer.bench.volume;

import dev.coffer.bench.measure.Sample;
import java.io.IOException;

/** What pgbench does, with how much memory, and what a sealed volume promises for it. */
enum Workload {
  WRITING("tpcb-256", "TPC-B, 256 MB of shared buffers", "256MB", "", 0.85, 0.80),
  WRITING_SMALL("tpcb-32", "TPC-B, 32 MB of shared buffers", "32MB", "", 0.85, 0.80),
  READING("select-256", "select only, 256 MB of shared buffers", "256MB", "-S", 0.95, 0.95),
  READING_SMALL("select-32", "select only, 32 MB of shared buffers", "32MB", "-S", 0.80, 0.80);

  private final String row;
  private final String title;
  private final String sharedBuffers;
  private final String options;
  private final double barOfAes;
  private final double barOfSm4;

  Workload(
      String row,
      String title,
      String sharedBuffers,
      String options,
      double barOfAes,
      double barOfSm4) {
    this.row = row;
    this.title = title;
    this.sharedBuffers = sharedBuffers;
    this.options = options;
    this.barOfAes = barOfAes;
    this.barOfSm4 = barOfSm4;
  }

  /** How the command line calls it. */
  String row() {
    return row;
  }

  String title() {
    return title;
  }

  String sharedBuffers() {
    return sharedBuffers;
  }

  double barOfAes() {
    return barOfAes;
  }

  double barOfSm4() {
    return barOfSm4;
  }

  Sample on(Place place, int seconds) throws IOException {
    return place.database().pgbench(options, options.isEmpty(), seconds);
  }
}
