package dev.coffer.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Rows as tables have them, the same ones every time; zstd at level 1 nearly halves them. */
final class TableData {
  private static final int BUFFER = 1 << 20;
  private static final int LONGEST_ROW = 512;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(UTF_8);
  private static final List<byte[]> GIVEN = words("Wei Fang Anna Jonas Maria Li Olga Aisha Kenji");
  private static final List<byte[]> FAMILY = words("Wang Zhang Rossi Chen Okafor Sato Novak Ito");
  private static final List<byte[]> CITY = words("Beijing Shanghai Berlin Madrid Praha Lagos Oslo");

  private final SplittableRandom random = new SplittableRandom(20260105);
  private final ByteBuffer rows = ByteBuffer.allocate(BUFFER + LONGEST_ROW);
  private int id;

  private TableData() {}

  static void write(Path file, long length) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      new TableData().write(out, length);
    }
  }

  private void write(OutputStream out, long length) throws IOException {
    for (long left = length; left > 0; left -= BUFFER) {
      rows.clear();
      while (rows.position() < BUFFER) {
        row();
      }
      out.write(rows.array(), 0, (int) Math.min(BUFFER, left));
    }
  }

  private void row() {
    rows.putInt(id++).putLong(0x8000_0000_0000_0000L + id * 16L);
    word(GIVEN);
    word(FAMILY);
    word(CITY);
    digits(16, 10);
    rows.putInt(random.nextInt(1_000_000)).putShort((short) random.nextInt(700)).putInt(0);
    digits(32, 16);
  }

  private void word(List<byte[]> words) {
    byte[] word = words.get(random.nextInt(words.size()));
    rows.put((byte) word.length).put(word);
  }

  private void digits(int count, int base) {
    for (int index = 0; index < count; index++) {
      rows.put(DIGITS[random.nextInt(base)]);
    }
  }

  private static List<byte[]> words(String words) {
    return List.of(words.split(" ", -1)).stream().map(word -> word.getBytes(UTF_8)).toList();
  }
}
