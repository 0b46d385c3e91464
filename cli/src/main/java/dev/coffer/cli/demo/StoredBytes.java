package dev.coffer.cli.demo;

import dev.coffer.cli.exit.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lies in the store, byte by byte: how evenly the bytes are spread, and how often the marker
 * of the sample data stands among them.
 *
 * @param entropy bits for each byte; 8 is what random bytes have
 * @param sample the beginning of the sealed frames, hexadecimal
 */
record StoredBytes(String object, long bytes, double entropy, long markers, String sample) {
  private static final int SAMPLE_OFFSET = 4096;
  private static final int SAMPLE_LENGTH = 24;

  /** Reads the largest object of a store. */
  static StoredBytes of(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      List<Path> objects = files.filter(Files::isRegularFile).toList();
      Path largest =
          objects.stream()
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow(() -> new CommandFailed("nothing lies in " + store));
      return read(largest);
    }
  }

  private static StoredBytes read(Path file) throws IOException {
    long[] counts = new long[256];
    var search = new MarkerSearch(SampleData.MARKER.getBytes(StandardCharsets.UTF_8));
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    String sample = "";
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          counts[buffer[i] & 0xff]++;
        }
        search.update(buffer, n);
        if (total == 0 && n > SAMPLE_OFFSET + SAMPLE_LENGTH) {
          sample =
              HexFormat.ofDelimiter(" ")
                  .formatHex(buffer, SAMPLE_OFFSET, SAMPLE_OFFSET + SAMPLE_LENGTH);
        }
        total += n;
      }
    }
    return new StoredBytes(
        file.getFileName().toString(), total, entropy(counts, total), search.found(), sample);
  }

  private static double entropy(long[] counts, long total) {
    double bits = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = (double) count / total;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  void report(Steps steps) {
    steps.detail("%s: %,d bytes, %.4f bits of entropy in each".formatted(object, bytes, entropy));
    steps.detail("from byte %d: %s ...".formatted(SAMPLE_OFFSET, sample));
    steps.detail("'%s' stands in it %d times".formatted(SampleData.MARKER, markers));
    if (markers > 0) {
      throw new CommandFailed("the stored backup holds rows in the clear");
    }
  }

  /** Counts a marker in a stream of buffers, also where it spans two of them. */
  private static final class MarkerSearch {
    private final byte[] marker;
    private int matched;
    private long found;

    private MarkerSearch(byte[] marker) {
      this.marker = marker;
    }

    // Falling back to the beginning is enough, as the marker's first byte does not stand in it
    // again.
    private void update(byte[] buffer, int length) {
      for (int i = 0; i < length; i++) {
        if (buffer[i] == marker[matched]) {
          matched++;
        } else {
          matched = buffer[i] == marker[0] ? 1 : 0;
        }
        if (matched == marker.length) {
          found++;
          matched = 0;
        }
      }
    }

    private long found() {
      return found;
    }
  }
}
