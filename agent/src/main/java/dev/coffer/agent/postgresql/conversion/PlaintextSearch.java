package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.linux.ContainedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Looks for pieces of known content wherever they may stand, aligned or not. A piece is 32 bytes
 * that are too various to stand somewhere by chance.
 */
final class PlaintextSearch {
  private static final int LENGTH = 32;
  private static final int VARIOUS = 12;
  private static final int SAMPLES = 2000;
  private static final int TRIES_FOR_EACH = 20;
  private static final int PIECE = 1 << 20;
  private static final long BASE = 0x9E3779B97F4A7C15L;
  private static final long BASE_TO_LENGTH = power(LENGTH);

  private final Map<Long, byte[]> samples = new HashMap<>();
  private final BitSet filter = new BitSet(1 << 16);

  private PlaintextSearch() {}

  /** With pieces of tables, indexes and log: other files tell paths, which are no secret. */
  static PlaintextSearch samplesOf(Path dataDirectory) throws IOException {
    var search = new PlaintextSearch();
    var files = new ArrayList<Path>();
    for (var part : List.of("base", "global", "pg_wal")) {
      for (var file : filesBelow(dataDirectory.resolve(part))) {
        files.add(dataDirectory.relativize(file));
      }
    }
    var random = RandomGenerator.getDefault();
    for (int i = 0; i < SAMPLES && !files.isEmpty(); i++) {
      var file = files.get(i < files.size() ? i : random.nextInt(files.size()));
      try (var channel = ContainedFile.open(dataDirectory, file)) {
        search.takeFrom(channel, random);
      }
    }
    return search;
  }

  private void takeFrom(FileChannel channel, RandomGenerator random) throws IOException {
    for (int i = 0; i < TRIES_FOR_EACH; i++) {
      var sample = ByteBuffer.allocate(LENGTH);
      int read = channel.read(sample, random.nextLong(channel.size() - LENGTH + 1));
      if (read == LENGTH && isVarious(sample.array())) {
        add(sample.array());
        return;
      }
    }
  }

  private static boolean isVarious(byte[] sample) {
    var seen = new BitSet(256);
    for (byte value : sample) {
      seen.set(value & 0xFF);
    }
    return seen.cardinality() >= VARIOUS;
  }

  private void add(byte[] sample) {
    long hash = 0;
    for (byte value : sample) {
      hash = hash * BASE + value;
    }
    samples.put(hash, sample);
    filter.set((int) (hash >>> 48));
  }

  void requireNoneIn(Path directory) throws IOException {
    for (var file : filesBelow(directory)) {
      try (var channel = ContainedFile.open(directory, directory.relativize(file))) {
        search(channel, file);
      }
    }
  }

  private void search(FileChannel channel, Path file) throws IOException {
    var piece = ByteBuffer.allocate(LENGTH + PIECE);
    long hash = 0;
    long at = 0;
    // The first bytes of a piece are the last of the one before: what leaves the window.
    piece.position(LENGTH);
    while (channel.read(piece) > 0) {
      byte[] bytes = piece.array();
      for (int i = LENGTH; i < piece.position(); i++) {
        hash = hash * BASE + bytes[i] - bytes[i - LENGTH] * BASE_TO_LENGTH;
        if (filter.get((int) (hash >>> 48)) && isSample(hash, bytes, i + 1)) {
          throw Verification.unsound(
              "plaintext at byte %d of %s".formatted(at + i + 1 - 2 * LENGTH, file));
        }
      }
      int end = piece.position();
      at += end - LENGTH;
      System.arraycopy(bytes, end - LENGTH, bytes, 0, LENGTH);
      piece.position(LENGTH);
    }
  }

  private boolean isSample(long hash, byte[] bytes, int end) {
    byte[] sample = samples.get(hash);
    return sample != null && Arrays.equals(bytes, end - LENGTH, end, sample, 0, LENGTH);
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    var found = new ArrayList<Path>();
    try (var tree = Files.walk(directory)) {
      for (var path : tree.toList()) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) >= LENGTH) {
          found.add(path);
        }
      }
    }
    return found;
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= BASE;
    }
    return power;
  }
}
