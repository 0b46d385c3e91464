package dev.coffer.agent.postgresql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class AnswersTest {
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
                  others.add(of(endless(), 0));
                  others.getLast().readNBytes(Answers.LONGEST_ANSWER / 4);
                }
              })
          .withMessageContaining("at once");
    } finally {
      others.forEach(Answers::close);
    }
    assertThat(of(endless(), 0).readNBytes(Answers.LONGEST_ANSWER / 4)).isNotEmpty();
  }

  @Test
  void areCountedFromEachRequest() throws IOException {
    var answers = of(endless(), 0);
    for (int i = 0; i < 10; i++) {
      answers.readNBytes(Answers.LONGEST_ANSWER / 4);
      answers.expectAnother();
    }
    assertThatIOException()
        .isThrownBy(() -> answers.readNBytes(Answers.LONGEST_ANSWER))
        .withMessageContaining("answers more than");
    answers.close();
  }

  private static Answers of(InputStream in, int limit) {
    return new Answers(in, _ -> {}, () -> limit);
  }

  private static InputStream endless() {
    var notice = ByteBuffer.allocate(5 + 100_000).put((byte) 'N').putInt(4 + 100_000).array();
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        return notice[at++ % notice.length];
      }

      @Override
      public int read(byte[] target, int offset, int count) {
        int from = at % notice.length;
        int given = Math.min(count, notice.length - from);
        System.arraycopy(notice, from, target, offset, given);
        at += given;
        return given;
      }
    };
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
