package dev.coffer.agent.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The lines that another program says, in UTF-8. What is beyond the length of a line is read and
 * left out: a program that a tenant has in its hands need not end its lines. They end as those of
 * {@link java.io.BufferedReader} do.
 */
public final class BoundedLines implements Closeable {
  private final InputStream in;
  private final int longest;
  private boolean wasReturn;

  /**
   * @param longest in bytes, of one line
   */
  public BoundedLines(InputStream in, int longest) {
    this.in = new BufferedInputStream(in);
    this.longest = longest;
  }

  /** The next line, without its end; null after the last. */
  public @Nullable String next() throws IOException {
    var line = new ByteArrayOutputStream();
    int read = in.read();
    if (read == '\n' && wasReturn) {
      read = in.read();
    }
    wasReturn = false;
    if (read < 0) {
      return null;
    }
    for (; read >= 0 && read != '\n' && read != '\r'; read = in.read()) {
      if (line.size() < longest) {
        line.write(read);
      }
    }
    wasReturn = read == '\r';
    return line.toString(StandardCharsets.UTF_8);
  }

  /** What is left in one line, at most so many lines of it; the others are read and left out. */
  public String rest(int most) throws IOException {
    var all = new StringJoiner(" ");
    int count = 0;
    for (var line = next(); line != null; line = next()) {
      if (count++ < most) {
        all.add(line);
      }
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
