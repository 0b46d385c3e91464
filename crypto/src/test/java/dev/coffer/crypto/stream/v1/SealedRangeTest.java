package dev.coffer.crypto.stream.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.stream.v1.SealedStreamException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedRangeTest {
  private static final int FRAME = 64;
  private static final int SEALED = FRAME + Suite.TAG_LENGTH;

  private final Streams streams = new Streams(Suite.AES_256_GCM, FRAME);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, FRAME - 1, FRAME, FRAME + 1, 7 * FRAME, 7 * FRAME + 3})
  void readsAnyPart(int size) throws IOException {
    byte[] plain = Streams.plain(size);
    Random random = new Random(size);
    try (SealedRange range = open(streams.seal(plain))) {
      assertThat(range.plainLength()).isEqualTo(size);
      assertThat(range.read(0, size)).isEqualTo(plain);
      for (int i = 0; i < 100; i++) {
        int offset = random.nextInt(size + 1);
        int length = random.nextInt(size - offset + 1);
        assertThat(range.read(offset, length))
            .isEqualTo(Arrays.copyOfRange(plain, offset, offset + length));
      }
    }
  }

  @Test
  void refusesPartsOutsideOfTheStream() throws IOException {
    try (SealedRange range = open(streams.seal(Streams.plain(100)))) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> range.read(90, 11));
    }
  }

  @Test
  void isNotDisturbedByAnAlteredFrameElsewhere() throws IOException {
    byte[] plain = Streams.plain(5 * FRAME);
    byte[] sealed = streams.seal(plain);
    sealed[StreamHeader.LENGTH + 2 * SEALED] ^= 1;
    try (SealedRange range = open(sealed)) {
      assertThat(range.read(0, 2 * FRAME)).isEqualTo(Arrays.copyOf(plain, 2 * FRAME));
      assertThatExceptionOfType(SealedStreamException.class)
          .isThrownBy(() -> range.read(0, 2 * FRAME + 1))
          .matches(refused -> refused.frame() == 2)
          .matches(refused -> refused.reason() == Reason.NOT_AUTHENTIC);
    }
  }

  @Test
  void refusesAStreamCutAtAFrame() throws IOException {
    byte[] sealed = streams.seal(Streams.plain(5 * FRAME));
    assertThatExceptionOfType(SealedStreamException.class)
        .isThrownBy(() -> open(Arrays.copyOf(sealed, sealed.length - SEALED)))
        .matches(refused -> refused.reason() == Reason.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, StreamHeader.LENGTH, StreamHeader.LENGTH + 15})
  void refusesAStreamWithoutAFrame(int length) throws IOException {
    byte[] sealed = streams.seal(Streams.plain(FRAME));
    assertThatExceptionOfType(SealedStreamException.class)
        .isThrownBy(() -> open(Arrays.copyOf(sealed, length)));
  }

  @Test
  void refusesASourceThatIsShorterThanItSays() throws IOException {
    byte[] sealed = streams.seal(Streams.plain(5 * FRAME));
    RangeSource shrinking =
        new Bytes(sealed) {
          @Override
          public InputStream range(long offset, long length) {
            return super.range(offset, Math.min(length, 100));
          }
        };
    try (SealedRange range = SealedRange.open(shrinking, streams.dataKey())) {
      assertThatExceptionOfType(SealedStreamException.class)
          .isThrownBy(() -> range.read(0, 2 * FRAME));
    }
  }

  private SealedRange open(byte[] sealed) throws IOException {
    return SealedRange.open(new Bytes(sealed), streams.dataKey());
  }

  private static class Bytes implements RangeSource {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream range(long offset, long length) {
      return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }
  }
}
