package dev.coffer.crypto.stream.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.stream.v1.SealedStreamException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  private static final int BATCH = 4 * StreamHeader.DEFAULT_FRAME_SIZE;

  private final Streams streams = new Streams(Suite.AES_256_GCM, StreamHeader.DEFAULT_FRAME_SIZE);

  private static long mostInFlight(int workers) {
    return (workers == 1 ? 1L : 2L * workers + 1) * (BATCH + 4 * Suite.TAG_LENGTH);
  }

  @Nested
  class AWriter {
    @ParameterizedTest
    @ValueSource(ints = {2, 8, 16})
    void writesTheSameBytesWithAnyNumberOfWorkers(int workers) throws IOException {
      byte[] plain = Streams.plain(40 * BATCH + 12_345);
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      try (SealedWriter writer =
          SealedWriter.start(sink, streams.header(), streams.dataKey(), workers)) {
        writer.write(plain);
        writer.finish();
      }
      assertThat(sink.toByteArray()).isEqualTo(streams.seal(plain));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void neverHoldsMoreThanItsBatches(int workers) throws IOException {
      CountingSink sink = new CountingSink();
      byte[] piece = Streams.plain(50_000);
      try (SealedWriter writer =
          SealedWriter.start(sink, streams.header(), streams.dataKey(), workers)) {
        for (int i = 0; i < 400; i++) {
          writer.write(piece);
          assertThat(writer.plainLength() - sink.count).isLessThanOrEqualTo(mostInFlight(workers));
        }
        writer.finish();
        assertThat(sink.count).isEqualTo(streams.header().sealedLength(writer.plainLength()));
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void leavesAStreamThatNeverOpensIfClosedBeforeItsEnd(int workers) throws IOException {
      for (int size : new int[] {0, 1, BATCH, BATCH + 1, 20 * BATCH}) {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (SealedWriter writer =
            SealedWriter.start(sink, streams.header(), streams.dataKey(), workers)) {
          writer.write(Streams.plain(size));
        }
        assertThatExceptionOfType(SealedStreamException.class)
            .isThrownBy(() -> streams.open(sink.toByteArray()))
            .extracting(SealedStreamException::reason)
            .isEqualTo(Reason.TRUNCATED);
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void reportsAFailingSinkAndGoesOnFailing(int workers) throws IOException {
      IOException full = new IOException("no space");
      OutputStream sink =
          new CountingSink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              super.write(bytes, offset, length);
              if (count > 3L * BATCH) {
                throw full;
              }
            }
          };
      try (SealedWriter writer =
          SealedWriter.start(sink, streams.header(), streams.dataKey(), workers)) {
        assertThatIOException()
            .isThrownBy(() -> writer.write(Streams.plain(40 * BATCH)))
            .isSameAs(full);
        assertThatIOException().isThrownBy(() -> writer.write(1)).withCause(full);
        assertThatIOException().isThrownBy(writer::finish).withCause(full);
      }
    }

    @Test
    void reportsASinkThatFailsOnTheHeader() {
      OutputStream closed = OutputStream.nullOutputStream();
      assertThatIOException()
          .isThrownBy(
              () -> {
                closed.close();
                SealedWriter.start(closed, streams.header(), streams.dataKey(), 2);
              });
    }

    @Test
    void takesNothingAfterItsEnd() throws IOException {
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      try (SealedWriter writer = SealedWriter.start(sink, streams.header(), streams.dataKey(), 1)) {
        writer.finish();
        assertThatIOException().isThrownBy(() -> writer.write(1));
        assertThatIOException().isThrownBy(writer::finish);
      }
      assertThat(streams.open(sink.toByteArray())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void stopsWhenInterruptedThoughItsWorkersAreDone(int workers) throws IOException {
      try (SealedWriter writer =
          SealedWriter.start(
              OutputStream.nullOutputStream(), streams.header(), streams.dataKey(), workers)) {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
            .isThrownBy(() -> writer.write(Streams.plain(40 * BATCH)));
        assertThat(Thread.interrupted()).isTrue();
      }
    }

    @Test
    void needsAWorkerAndALongEnoughKey() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  SealedWriter.start(
                      OutputStream.nullOutputStream(), streams.header(), streams.dataKey(), 0));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  SealedWriter.start(
                      OutputStream.nullOutputStream(),
                      streams.header(),
                      streams.dataKey().derive("short", 31),
                      1));
    }
  }

  @Nested
  class AReader {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void neverReadsFurtherAheadThanItsBatches(int workers) throws IOException {
      byte[] plain = Streams.plain(40 * BATCH);
      CountingSource source = new CountingSource(streams.seal(plain));
      byte[] piece = new byte[50_000];
      long given = 0;
      try (SealedReader reader = SealedReader.open(source, streams.dataKey(), workers)) {
        for (int count = reader.read(piece); count >= 0; count = reader.read(piece)) {
          given += count;
          assertThat(source.count - given)
              .isLessThanOrEqualTo(mostInFlight(workers) + given / 4096 + StreamHeader.LENGTH + 1);
        }
      }
      assertThat(given).isEqualTo(plain.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void canBeClosedInTheMiddle(int workers) throws IOException {
      byte[] sealed = streams.seal(Streams.plain(40 * BATCH));
      SealedReader reader =
          SealedReader.open(new ByteArrayInputStream(sealed), streams.dataKey(), workers);
      assertThat(reader.read()).isNotNegative();
      reader.close();
      reader.close();
      assertThatIOException().isThrownBy(reader::read);
    }

    @Test
    void doesNotNeedTheDataKeyOnceItIsOpen() throws IOException {
      byte[] plain = Streams.plain(3 * BATCH);
      byte[] sealed = streams.seal(plain);
      try (SealedReader reader =
          SealedReader.open(new ByteArrayInputStream(sealed), streams.dataKey(), 2)) {
        streams.dataKey().close();
        assertThat(reader.readAllBytes()).isEqualTo(plain);
      }
    }
  }

  private static class CountingSink extends OutputStream {
    long count;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count += length;
    }
  }

  private static final class CountingSource extends FilterInputStream {
    private long count;

    CountingSource(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
