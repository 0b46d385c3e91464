package dev.coffer.crypto.stream.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The published vectors, the document, the writer and the reader all agree. */
class DocumentedReaderTest {
  private static final HexFormat HEX = HexFormat.of();

  record Vector(
      String suite, String dataKey, String streamId, int frameSize, String plain, String sealed) {

    Streams streams() {
      return new Streams(
          new StreamHeader(
              Suite.ofWireName(suite).orElseThrow(), frameSize, new StreamId(streamId)),
          SecretBytes.absorb(HEX.parseHex(dataKey)));
    }

    @Override
    public String toString() {
      return suite + ", " + plain.length() / 2 + " bytes in frames of " + frameSize;
    }
  }

  static List<Vector> vectors() throws IOException {
    JsonMapper json =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    try (InputStream file =
        DocumentedReaderTest.class.getResourceAsStream("/vectors/sealed-stream-v1.json")) {
      return json.readValue(file, new TypeReference<List<Vector>>() {});
    }
  }

  static Stream<Arguments> vectorsInEveryLibrary() throws IOException {
    return vectors().stream()
        .flatMap(
            vector ->
                Ciphers.libraries(vector.streams().header().suite()).stream()
                    .map(library -> Arguments.of(vector, library)));
  }

  @ParameterizedTest
  @MethodSource("vectorsInEveryLibrary")
  void theWriterMakesThePublishedVector(Vector vector, CipherLibrary library) throws IOException {
    Streams streams = vector.streams();
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (SealedWriter writer =
        SealedWriter.start(sink, streams.header(), streams.dataKey(), 1, library)) {
      writer.write(HEX.parseHex(vector.plain()));
      writer.finish();
    }
    assertThat(HEX.formatHex(sink.toByteArray())).isEqualTo(vector.sealed());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theDocumentedReaderOpensThePublishedVector(Vector vector) throws Exception {
    byte[] plain =
        DocumentedReader.open(HEX.parseHex(vector.sealed()), HEX.parseHex(vector.dataKey()));
    assertThat(HEX.formatHex(plain)).isEqualTo(vector.plain());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theReaderOpensThePublishedVector(Vector vector) throws IOException {
    byte[] plain = vector.streams().open(HEX.parseHex(vector.sealed()));
    assertThat(HEX.formatHex(plain)).isEqualTo(vector.plain());
  }

  static Stream<Arguments> largeStreams() {
    return Stream.of(Suite.values())
        .flatMap(suite -> Stream.of(0, 65_536, 400_000).map(size -> Arguments.of(suite, size)));
  }

  @ParameterizedTest
  @MethodSource("largeStreams")
  void theDocumentedReaderOpensWhatTheWriterMade(Suite suite, int size) throws Exception {
    Streams streams = new Streams(suite, StreamHeader.DEFAULT_FRAME_SIZE);
    byte[] plain = Streams.plain(size);
    byte[] dataKey = streams.dataKey().open(SecretAccess.revealingSecrets(), byte[]::clone);
    assertThat(DocumentedReader.open(streams.seal(plain), dataKey)).isEqualTo(plain);
  }
}
