package dev.coffer.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of connections that cannot be taken. */
final class AcceptLoopTest {
  private static final Logger LOGGER = Logger.getLogger(AcceptLoop.class.getName());
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Object> next = new ArrayList<>();

  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          told.add(String.valueOf(record.getThrown().getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(listener);
  }

  @AfterEach
  void leave() {
    LOGGER.removeHandler(listener);
  }

  private SocketChannel accept() throws IOException {
    Object now = next.isEmpty() ? new ClosedChannelException() : next.removeFirst();
    if (now instanceof IOException failure) {
      throw failure;
    }
    return (SocketChannel) now;
  }

  @Test
  void eachReasonIsToldOnceAndPausesGrow() throws Exception {
    for (int n = 0; n < 4; n++) {
      next.add(new IOException("Too many open files"));
    }
    next.add(new IOException("Connection aborted"));
    try (var connection = SocketChannel.open()) {
      next.add(connection);
      next.add(new IOException("Too many open files"));
      var served = new CopyOnWriteArrayList<SocketChannel>();
      long began = System.nanoTime();
      new AcceptLoop(this::accept, served::add).run();
      var took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(told)
          .containsExactly("Too many open files", "Connection aborted", "Too many open files");
      // 10 + 20 + 40 + 80 + 160 ms, and 10 after the connection.
      assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(320));
    }
  }
}
