package dev.coffer.agent.postgresql.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are written as Latin-1 text behind their type. */
class MessageShapeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "R\0\0\0\0",
        "R\0\0\0\5salt",
        "R\0\0\0\nSCRAM-SHA-256\0\0",
        "R\0\0\0\nSCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0",
        "R\0\0\0\13r=nonce,s=c2FsdA==,i=4096",
        "R\0\0\0\14v=proof",
        "Sname\0value\0",
        "Sname\0\0",
        "Kpid_key_",
        "ZI",
        "CSELECT 1\0",
        "1",
        "n",
        "t\0\1oid_",
        "T\0\1name\0eighteen bytes in.",
        "T\0\0",
        "D\0\0",
        "D\0\2\0\0\0\1t\377\377\377\377",
        "ESFATAL\0\0",
        "N",
      })
  void takesWhatTheProtocolHas(String message) {
    assertThatCode(() -> require(message)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "R",
        "R\0\0",
        "R\0\0\0\0N\0\0\0",
        "R\0\0\0\3",
        "R\0\0\0\5sal",
        "R\0\0\0\5salty",
        "R\0\0\0\7",
        "R\0\0\0\n",
        "R\0\0\0\n\0",
        "R\0\0\0\nSCRAM-SHA-256\0",
        "R\0\0\0\nSCRAM-SHA-256\0\0more\0\0",
        "R\377\377\377\377",
        "Sname\0",
        "Sname\0value\0more\0",
        "Apid_channel\0payload\0",
        "Kpid_key",
        "Z",
        "ZII",
        "CSELECT 1",
        "CSELECT\0 1\0",
        "1more",
        "t\0\1oi",
        "t\377\377",
        "T\0\2name\0eighteen bytes in.",
        "T\0\1name\0eighteen bytes",
        "D",
        "D\0\1",
        "D\0\1\0\0\0\2t",
        "D\0\1\0\0\0\1tt",
        "D\0\1\377\377\377\376",
        "D\377\377",
        "G\0\0\0",
        "d",
        "v\0\3\0\2",
        "?"
      })
  void refusesWhatTheDriverWouldReadBeyond(String message) {
    assertThatIOException().isThrownBy(() -> require(message));
  }

  private static void require(String message) throws IOException {
    MessageShape.require(
        message.charAt(0), ByteBuffer.wrap(message.substring(1).getBytes(ISO_8859_1)));
  }
}
