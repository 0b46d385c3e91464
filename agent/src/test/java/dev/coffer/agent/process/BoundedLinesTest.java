package dev.coffer.agent.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundedLinesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a\n",
        "a\nb",
        "a\r\nb\r\n",
        "a\rb",
        "\n\n",
        "\r\r\n\n",
        "\u00e4\n\u4e2d"
      })
  void theyAreThoseOfBufferedReader(String text) throws IOException {
    assertThat(all(new BoundedLines(bytes(text), 100)))
        .isEqualTo(new BufferedReader(new StringReader(text)).lines().toList());
  }

  @Test
  void whatIsTooLongIsLeftOut() throws IOException {
    assertThat(all(new BoundedLines(bytes("12345678\n1234\n12345"), 4)))
        .containsExactly("1234", "1234", "1234");
    var lines = new BoundedLines(bytes("1\n2\n3\n4"), 4);
    assertThat(lines.next()).isEqualTo("1");
    assertThat(lines.rest(2)).isEqualTo("2 3");
    assertThat(lines.next()).isNull();
  }

  /** Of 64 MiB without an end no more is kept than a line may have. */
  @Test
  void aLineWithoutEndNeedsNoMemory() throws IOException {
    long before = allocated();
    assertThat(new BoundedLines(new Endless(1L << 26), 1000).next()).hasSize(1000);
    assertThat(allocated() - before).isLessThan(1 << 20);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static List<String> all(BoundedLines lines) throws IOException {
    var all = new ArrayList<String>();
    for (var line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static final class Endless extends InputStream {
    private long left;

    private Endless(long left) {
      this.left = left;
    }

    @Override
    public int read() {
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int count = (int) Math.min(length, left);
      Arrays.fill(bytes, offset, offset + count, (byte) 'x');
      left -= count;
      return count > 0 ? count : -1;
    }
  }
}
