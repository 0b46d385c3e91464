package dev.coffer.cli.demo;

import dev.coffer.cli.exit.CommandFailed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file of a table on a data node: in a plain directory first, on a sealed volume afterwards.
 */
record TableFile(Path node, Path name) {
  /**
   * Rows fill a page of 8 KiB from its end; a volume keeps its own records before the first pages.
   */
  private static final int OFFSET = 5 * 8192 - 64;

  private static final int LINES = 3;
  private static final int WIDTH = 16;
  private static final String PLAIN = "data";
  private static final String SEALED = "volume/root/data";

  /** Finds the largest file of a plain node that has the text in it. */
  static TableFile of(Path node, String text) throws IOException {
    Path data = node.resolve(PLAIN);
    try (Stream<Path> files = Files.walk(data.resolve("base"))) {
      List<Path> found =
          files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
      return found.stream()
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .map(file -> new TableFile(node, data.relativize(file)))
          .orElseThrow(() -> new CommandFailed("no table of " + node + " holds " + text));
    }
  }

  // One byte is one character, so that no text is torn.
  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new CommandFailed("cannot read " + file, e);
    }
  }

  void show(Steps steps, String when) throws IOException {
    Path plain = node.resolve(PLAIN);
    Path file = (Files.exists(plain) ? plain : node.resolve(SEALED)).resolve(name);
    steps.detail("%s: %s".formatted(when, node.relativize(file)));
    byte[] bytes = new byte[LINES * WIDTH];
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(OFFSET);
      in.readFully(bytes);
    }
    for (int line = 0; line < LINES; line++) {
      int from = line * WIDTH;
      steps.detail(
          "%08x  %s  |%s|"
              .formatted(
                  OFFSET + from,
                  HexFormat.ofDelimiter(" ").formatHex(bytes, from, from + WIDTH),
                  readable(bytes, from)));
    }
  }

  private static String readable(byte[] bytes, int from) {
    return new String(bytes, from, WIDTH, StandardCharsets.ISO_8859_1)
        .replaceAll("[^\\x20-\\x7e]", ".");
  }
}
