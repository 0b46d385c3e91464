package dev.coffer.crypto.stream.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.cipher.Suite;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
  private static final int FRAME = 4096;
  private static final int BATCH = Batch.framesFor(FRAME) * FRAME;

  static Stream<Arguments> cases() {
    Random random = new Random(7);
    return Stream.of(Suite.values())
        .flatMap(
            suite ->
                Stream.of(1, 3)
                    .flatMap(
                        workers ->
                            Stream.concat(
                                    Stream.of(0, 1, FRAME, BATCH, 2 * BATCH, 9 * BATCH)
                                        .flatMap(edge -> Stream.of(edge - 1, edge, edge + 1)),
                                    random.ints(5, 0, 9 * BATCH).boxed())
                                .filter(size -> size >= 0)
                                .map(size -> Arguments.of(suite, workers, size))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void opensWhatWasSealed(Suite suite, int workers, int size) throws IOException {
    Streams streams = new Streams(suite, FRAME);
    byte[] plain = Streams.plain(size);
    byte[] sealed = seal(streams, plain, workers, new Random(size));
    assertThat(sealed).hasSize((int) streams.header().sealedLength(size));
    assertThat(open(streams, sealed, workers, new Random(size))).isEqualTo(plain);
  }

  private static byte[] seal(Streams streams, byte[] plain, int workers, Random pieces)
      throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (SealedWriter writer =
        SealedWriter.start(sink, streams.header(), streams.dataKey(), workers)) {
      for (int position = 0; position < plain.length; ) {
        int piece = Math.min(1 + pieces.nextInt(3 * FRAME), plain.length - position);
        writer.write(plain, position, piece);
        position += piece;
      }
      writer.finish();
      assertThat(writer.plainLength()).isEqualTo(plain.length);
    }
    return sink.toByteArray();
  }

  private static byte[] open(Streams streams, byte[] sealed, int workers, Random pieces)
      throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (SealedReader reader =
        SealedReader.open(new ByteArrayInputStream(sealed), streams.dataKey(), workers)) {
      assertThat(reader.header()).isEqualTo(streams.header());
      byte[] piece = new byte[3 * FRAME];
      int count = reader.read(piece);
      while (count >= 0) {
        plain.write(piece, 0, count);
        count = reader.read(piece, 0, 1 + pieces.nextInt(piece.length));
      }
      assertThat(reader.read()).isEqualTo(-1);
    }
    return plain.toByteArray();
  }
}
