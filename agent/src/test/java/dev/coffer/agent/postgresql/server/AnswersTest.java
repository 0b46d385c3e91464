package dev.coffer.agent.postgresql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final int LONG = 60_000;
  private static final int LENGTH = 100_000;
  private static final byte[] READY = {'Z', 0, 0, 0, 5, 'I'};

  @Test
  void passesMessagesOnAsTheyAre() throws IOException {
    var twice = new ByteArrayInputStream(concat(READY, READY));
    assertThat(of(twice, 0).readAllBytes()).isEqualTo(concat(READY, READY));
  }

  @Test
  void areOverInTimeEvenIfTheServerGoesOnSending() {
    var slow =
        new InputStream() {
          private int sent;

          @Override
          public int read() throws IOException {
            try {
              Thread.sleep(1);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return READY[sent++ % READY.length];
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            target[offset] = (byte) read();
            return 1;
          }
        };
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> of(slow, 100).transferTo(java.io.OutputStream.nullOutputStream()));
  }

  @Test
  void waitNoLongerForEachPartThanForTheWhole() throws IOException {
    var waits = new ArrayList<Integer>();
    var answers = new Answers(new ByteArrayInputStream(READY), waits::add, () -> 60_000);
    answers.readNBytes(READY.length);
    assertThat(waits).isNotEmpty().allSatisfy(wait -> assertThat(wait).isBetween(1, 60_000));
  }

  @Test
  void ofAllServersTogetherAreBounded() throws IOException {
    var others = new ArrayList<Answers>();
    try {
      assertThatIOException()
          .isThrownBy(
              () -> {
                while (others.size() < 100) {
                  others.add(of(endless(), LONG));
                  others.getLast().readNBytes(Answers.LONGEST_ANSWER / 4);
                }
              })
          .withMessageContaining("at once");
    } finally {
      others.forEach(Answers::close);
    }
    try (var another = of(endless(), LONG)) {
      assertThat(another.readNBytes(Answers.LONGEST_ANSWER / 4)).isNotEmpty();
    }
  }

  @Test
  void areCountedFromEachRequest() throws IOException {
    var answers = of(endlessRows(), LONG);
    for (int i = 0; i < 10; i++) {
      answers.readNBytes(Answers.LONGEST_ANSWER / 4);
      answers.expectAnother();
    }
    assertThatIOException()
        .isThrownBy(() -> answers.readNBytes(Answers.LONGEST_ANSWER))
        .withMessageContaining("answers more than");
    answers.close();
  }

  @Test
  void keepCountingWhatTheDriverKeeps() throws IOException {
    var answers = of(endless(), LONG);
    assertThatIOException()
        .isThrownBy(
            () -> {
              while (true) {
                answers.readNBytes(Answers.LONGEST_ANSWER / 8);
                answers.expectAnother();
              }
            })
        .withMessageContaining("answers more than");
    answers.close();
  }

  @Test
  void areShortWhereTheyMayTakeTheirTime() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> of(endless(), 0).readNBytes(Answers.LONGEST_ANSWER / 4))
        .withMessageContaining("at length");
  }

  @Test
  void beforeTheServerLetsInAreOneAnswer() throws IOException {
    byte[] challenge = {'R', 0, 0, 0, 8, 0, 0, 0, 11};
    var again = ByteBuffer.allocate(8 * challenge.length);
    while (again.hasRemaining()) {
      again.put(challenge);
    }
    var waits = new ArrayList<Integer>();
    var answers = new Answers(new ByteArrayInputStream(again.array()), waits::add, () -> 60_000);
    assertThatIOException()
        .isThrownBy(
            () -> {
              for (int i = 0; i < 8; i++) {
                answers.readNBytes(challenge.length);
                answers.expectAnother();
              }
            })
        .withMessageContaining("letting in");
    assertThat(waits).isNotEmpty().allSatisfy(wait -> assertThat(wait).isLessThan(10_001));
  }

  @Test
  void areOfAServerThatLetsInOnce() {
    byte[] welcome = {'R', 0, 0, 0, 8, 0, 0, 0, 0};
    var twice = new ByteArrayInputStream(concat(welcome, welcome));
    assertThatIOException().isThrownBy(() -> new Answers(twice, _ -> {}, () -> 0).readAllBytes());
  }

  /** Of a server that has let in. */
  private static Answers of(InputStream in, int limit) {
    var welcome = new ByteArrayInputStream(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 0});
    var answers = new Answers(new SequenceInputStream(welcome, in), _ -> {}, () -> limit);
    try {
      answers.readNBytes(welcome.available());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers.expectAnother();
    return answers;
  }

  private static InputStream endless() {
    return endless(ByteBuffer.allocate(5 + LENGTH).put((byte) 'N').putInt(4 + LENGTH));
  }

  private static InputStream endlessRows() {
    var row = ByteBuffer.allocate(5 + LENGTH).put((byte) 'D').putInt(4 + LENGTH);
    return endless(row.putShort((short) 1).putInt(LENGTH - 6));
  }

  private static InputStream endless(ByteBuffer message) {
    byte[] bytes = new byte[message.capacity()];
    message.clear().get(bytes);
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        return bytes[at++ % bytes.length];
      }

      @Override
      public int read(byte[] target, int offset, int count) {
        int from = at % bytes.length;
        int given = Math.min(count, bytes.length - from);
        System.arraycopy(bytes, from, target, offset, given);
        at += given;
        return given;
      }
    };
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
