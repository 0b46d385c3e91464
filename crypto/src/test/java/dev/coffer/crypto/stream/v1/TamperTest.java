package dev.coffer.crypto.stream.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.stream.v1.SealedStreamException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TamperTest {
  private static final int FRAME = 64;
  private static final int SEALED = FRAME + Suite.TAG_LENGTH;
  private static final int FRAMES = 4;
  private static final int LAST_LENGTH = 10;

  private final Streams streams = new Streams(Suite.AES_256_GCM, FRAME);
  private final byte[] plain = Streams.plain((FRAMES - 1) * FRAME + LAST_LENGTH);
  private final byte[] sealed = seal(streams, plain);

  private static byte[] seal(Streams streams, byte[] plain) {
    try {
      return streams.seal(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SealedStreamException refusal(Streams streams, byte[] stream) {
    SealedStreamException refused =
        catchThrowableOfType(SealedStreamException.class, () -> streams.open(stream));
    assertThat(refused).as("a refusal").isNotNull();
    return refused;
  }

  private void assertRefused(byte[] stream, Reason reason, long frame) {
    SealedStreamException refused = refusal(streams, stream);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.frame()).isEqualTo(frame);
  }

  private static byte[] flip(byte[] stream, int position, int bit) {
    byte[] altered = stream.clone();
    altered[position] ^= (byte) (1 << bit);
    return altered;
  }

  private static int start(int frame) {
    return StreamHeader.LENGTH + frame * SEALED;
  }

  /** The header of the stream and then these of its frames. */
  private byte[] rearranged(int... frames) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.write(sealed, 0, StreamHeader.LENGTH);
    for (int frame : frames) {
      stream.write(sealed, start(frame), Math.min(SEALED, sealed.length - start(frame)));
    }
    return stream.toByteArray();
  }

  @Test
  void opensUntouched() throws IOException {
    assertThat(streams.open(rearranged(0, 1, 2, 3))).isEqualTo(plain);
  }

  @Nested
  class AnAlteredHeader {
    @ParameterizedTest
    @CsvSource({
      "magic, 0, 8, NOT_SEALED",
      "version, 8, 9, UNKNOWN_VERSION",
      "reserved, 10, 12, MALFORMED_HEADER",
      "stream id, 16, 32, WRONG_KEY",
      "key commitment, 32, 64, WRONG_KEY",
    })
    void isRefusedInEveryBit(String field, int from, int to, Reason reason) {
      for (int bit = from * 8; bit < to * 8; bit++) {
        assertThat(refusal(streams, flip(sealed, bit / 8, bit % 8)))
            .as("%s, bit %d", field, bit)
            .extracting(SealedStreamException::reason, SealedStreamException::frame)
            .containsExactly(reason, SealedStreamException.NO_FRAME);
      }
    }

    @Test
    void isRefusedInEveryBitOfTheSuite() {
      for (int bit = 0; bit < 8; bit++) {
        assertThat(refusal(streams, flip(sealed, 9, bit)).reason()).isEqualTo(Reason.UNKNOWN_SUITE);
      }
    }

    @Test
    void isRefusedIfItNamesAnotherSuite() {
      byte[] other = sealed.clone();
      other[9] = (byte) Suite.SM4_GCM.id();
      assertRefused(other, Reason.WRONG_KEY, SealedStreamException.NO_FRAME);
    }

    @Test
    void isRefusedIfItNamesASuiteOfALongerKey() {
      Streams sm4 = new Streams(Suite.SM4_GCM, FRAME, "000102030405060708090a0b0c0d0e0f", 1);
      byte[] other = seal(sm4, plain);
      other[9] = (byte) Suite.AES_256_GCM.id();
      assertThat(refusal(sm4, other).reason()).isEqualTo(Reason.WRONG_KEY);
    }

    @Test
    void isRefusedInEveryBitOfTheFrameSize() {
      for (int bit = 0; bit < 32; bit++) {
        assertThat(refusal(streams, flip(sealed, 12 + bit / 8, bit % 8)).reason())
            .isIn(Reason.WRONG_KEY, Reason.MALFORMED_HEADER);
      }
    }

    @Test
    void isRefusedIfItIsCut() {
      for (int length = 0; length < StreamHeader.LENGTH; length++) {
        assertRefused(
            Arrays.copyOf(sealed, length),
            length < 8 ? Reason.NOT_SEALED : Reason.TRUNCATED,
            SealedStreamException.NO_FRAME);
      }
    }
  }

  @Nested
  class AnAlteredFrame {
    @ParameterizedTest
    @EnumSource(Suite.class)
    void isRefusedInEveryBitWithItsNumber(Suite suite) throws IOException {
      Streams own = new Streams(suite, FRAME);
      byte[] stream = own.seal(plain);
      for (int bit = StreamHeader.LENGTH * 8; bit < stream.length * 8; bit++) {
        SealedStreamException refused = refusal(own, flip(stream, bit / 8, bit % 8));
        assertThat(refused.reason()).isEqualTo(Reason.NOT_AUTHENTIC);
        assertThat(refused.frame()).isEqualTo((bit / 8 - StreamHeader.LENGTH) / SEALED);
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void givesOutOnlyAuthenticBytesOfALongStream(int workers) throws IOException {
      int frameSize = 4096;
      Streams own = new Streams(Suite.AES_256_GCM, frameSize);
      byte[] text = Streams.plain(3_000_000);
      byte[] stream = own.seal(text);
      int frame = 500;
      stream[StreamHeader.LENGTH + frame * (frameSize + Suite.TAG_LENGTH)] ^= 1;
      ByteArrayOutputStream given = new ByteArrayOutputStream();
      try (SealedReader reader =
          SealedReader.open(new ByteArrayInputStream(stream), own.dataKey(), workers)) {
        SealedStreamException refused =
            catchThrowableOfType(SealedStreamException.class, () -> reader.transferTo(given));
        assertThat(refused.frame()).isEqualTo(frame);
        assertThat(catchThrowableOfType(SealedStreamException.class, reader::read))
            .isSameAs(refused);
      }
      assertThat(given.size()).isPositive().isLessThanOrEqualTo(frame * frameSize);
      assertThat(given.toByteArray()).isEqualTo(Arrays.copyOf(text, given.size()));
    }
  }

  @Nested
  class MovedFrames {
    @Test
    void areRefusedIfSwapped() {
      assertRefused(rearranged(0, 2, 1, 3), Reason.NOT_AUTHENTIC, 1);
    }

    @Test
    void areRefusedIfDropped() {
      assertRefused(rearranged(1, 2, 3), Reason.NOT_AUTHENTIC, 0);
      assertRefused(rearranged(0, 1, 3), Reason.NOT_AUTHENTIC, 2);
    }

    @Test
    void areRefusedIfRepeated() {
      assertRefused(rearranged(0, 1, 1, 2, 3), Reason.NOT_AUTHENTIC, 2);
    }

    @Test
    void areRefusedIfTheLastIsRepeated() {
      assertRefused(rearranged(0, 1, 2, 3, 3), Reason.NOT_AUTHENTIC, 3);
    }

    @Test
    void areRefusedFromAStreamOfTheSameKeyAndLength() {
      Streams other = new Streams(Suite.AES_256_GCM, FRAME, "ff0102030405060708090a0b0c0d0e0f", 1);
      byte[] spliced = seal(other, plain);
      System.arraycopy(sealed, start(1), spliced, start(1), SEALED);
      assertThat(refusal(other, spliced).frame()).isEqualTo(1);
    }
  }

  @Nested
  class AMovedEnd {
    @Test
    void isRefusedBeforeEveryByte() {
      for (int length = StreamHeader.LENGTH; length < sealed.length; length++) {
        SealedStreamException refused = refusal(streams, Arrays.copyOf(sealed, length));
        assertThat(refused.reason()).isIn(Reason.TRUNCATED, Reason.NOT_AUTHENTIC);
        assertThat(refused.frame()).isEqualTo((length - StreamHeader.LENGTH) / SEALED);
      }
    }

    @Test
    void isCalledTruncatedBetweenFrames() {
      assertRefused(rearranged(), Reason.TRUNCATED, 0);
      assertRefused(rearranged(0), Reason.TRUNCATED, 1);
      assertRefused(rearranged(0, 1, 2), Reason.TRUNCATED, 3);
    }

    @Test
    void isRefusedAfterAFullLastFrame() {
      byte[] full = seal(streams, Streams.plain(2 * FRAME));
      for (int more : new int[] {1, Suite.TAG_LENGTH, SEALED, 10 * SEALED}) {
        assertRefused(Arrays.copyOf(full, full.length + more), Reason.TRAILING_DATA, 1);
      }
    }

    @Test
    void isRefusedAfterAShortLastFrame() {
      assertRefused(Arrays.copyOf(sealed, sealed.length + 1), Reason.NOT_AUTHENTIC, 3);
      assertRefused(Arrays.copyOf(sealed, start(FRAMES) + 1), Reason.NOT_AUTHENTIC, FRAMES - 1);
    }

    /** Only the holder of the key can make one; each plaintext still has one layout. */
    @Test
    void isRefusedIfAnEmptyFrameIsTheEnd() {
      byte[] twoLayouts = Arrays.copyOf(sealed, start(1) + Suite.TAG_LENGTH);
      try (StreamKeys keys = new StreamKeys(streams.header(), streams.dataKey());
          FrameCipher cipher = keys.frameCipher(Ciphers.best(Suite.AES_256_GCM))) {
        cipher.seal(new Frame(1, true), plain, 0, 0, twoLayouts, start(1));
      }
      assertRefused(twoLayouts, Reason.TRUNCATED, 1);
    }

    @Test
    void isRefusedInAnEmptyStream() {
      byte[] empty = seal(streams, new byte[0]);
      assertThat(empty).hasSize(StreamHeader.LENGTH + Suite.TAG_LENGTH);
      assertRefused(Arrays.copyOf(empty, empty.length - 1), Reason.TRUNCATED, 0);
      assertRefused(Arrays.copyOf(empty, empty.length + 1), Reason.NOT_AUTHENTIC, 0);
    }
  }

  @Nested
  class AnotherKey {
    @Test
    void isRefusedBeforeAnyFrame() {
      Streams other = new Streams(Suite.AES_256_GCM, FRAME, "000102030405060708090a0b0c0d0e0f", 2);
      assertThat(refusal(other, sealed).reason()).isEqualTo(Reason.WRONG_KEY);
    }
  }
}
