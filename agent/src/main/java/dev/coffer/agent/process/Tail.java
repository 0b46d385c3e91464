package dev.coffer.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Drains what a child says, shows each line to a listener and keeps the last few. */
final class Tail {
  // mariadb-install-db prints some twenty lines of advice below the error that it met.
  private static final int LINES = 32;
  private static final int LINE_LENGTH = 400;

  /** Longer than what a listener makes sense of; paths have 4096. */
  private static final int LONGEST = 1 << 16;

  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;

  Tail(InputStream source, Consumer<String> listener) {
    reader = Thread.ofVirtual().name("tail").start(() -> drain(source, listener));
  }

  /** What was said last, once the child has nothing more to say. */
  String await() throws InterruptedException {
    reader.join();
    synchronized (lines) {
      return lines.isEmpty() ? "it said nothing" : String.join(" | ", lines);
    }
  }

  private void drain(InputStream source, Consumer<String> listener) {
    try (var said = new BoundedLines(source, LONGEST)) {
      for (var line = said.next(); line != null; line = said.next()) {
        listener.accept(line);
        keep(line);
      }
    } catch (IOException closed) {
      // The pipe of a killed child may end in the middle of a line.
      keep("its last words were cut: " + closed.getMessage());
    }
  }

  private void keep(String line) {
    if (line.isBlank()) {
      return;
    }
    synchronized (lines) {
      lines.add(line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) : line);
      if (lines.size() > LINES) {
        lines.remove();
      }
    }
  }
}
