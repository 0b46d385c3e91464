package dev.coffer.agent.postgresql.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.postgresql.server.Session.Proof;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against servers that obey somebody who is after this process. */
class SessionTest {
  private static final Account ACCOUNT = new Account("coffer", "not for everyone");
  private static final byte[] COLUMN =
      message('T', new byte[] {0, 1}, text("rolsuper"), new byte[18]);

  interface Answer {
    void to(DataOutputStream out) throws IOException;
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        answer("a value longer than its row", out -> row(out, 1, Integer.MAX_VALUE - 8, "t")),
        answer("a value of a negative length", out -> row(out, 1, -2, "t")),
        answer("a row with fewer values than it has", out -> row(out, 3, 1, "t")),
        answer("a row with more than its values", out -> row(out, 1, 1, "true")),
        answer("a row of the longest length", out -> head(out, 'D', Integer.MAX_VALUE)),
        answer("an error of the longest length", out -> head(out, 'E', Integer.MAX_VALUE)),
        answer("a message of a negative length", out -> head(out, 'C', -1)),
        answer(
            "a text that runs into the next message", out -> out.write(message('C', bytes("S")))),
        answer("columns that run into the next message", SessionTest::openColumns),
        answer("rows without end", SessionTest::endlessRows),
        answer("notices without end", SessionTest::endlessNotices),
        answer("settings without end", SessionTest::endlessSettings),
        answer("a message of no type", out -> out.write(message('?', bytes("S")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void refusesWhatWouldTakeItsMemory(String name, Answer answer) throws Exception {
    try (var server = new Liar(answer);
        var session = open(server, Proof.AS_THE_SERVER_ASKS)) {
      refused(session::isSuperuser);
      assertThat(server.heard()).as(name).contains("rolsuper");
    }
  }

  @Test
  void takesTheAnswerOfAServerThatKeepsToTheProtocol() throws Exception {
    try (var server = new Liar(out -> row(out, 1, 1, "t"));
        var session = open(server, Proof.AS_THE_SERVER_ASKS)) {
      assertThat(session.isSuperuser()).isTrue();
    }
  }

  @Test
  void believesNoServerOfOursThatDoesNotProveThatItIs() throws Exception {
    try (var server = new Liar(out -> row(out, 1, 1, "t"))) {
      refused(() -> open(server, Proof.OF_BOTH).close());
    }
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void tellsNoServerThePassword(Proof proof) throws Exception {
    byte[] inTheClear = message('R', number(3));
    try (var server = new Liar(inTheClear, _ -> {})) {
      refused(() -> open(server, proof).close());
      assertThat(server.heard()).doesNotContain(ACCOUNT.password());
    }
  }

  static Proof[] proofs() {
    return Proof.values();
  }

  private static void refused(ThrowingCallable call) {
    assertThatExceptionOfType(AgentFailure.class).isThrownBy(call);
  }

  private static Session open(Liar server, Proof proof) {
    return Session.open(server.address(), Session.FIRST_DATABASE, ACCOUNT, proof);
  }

  private static Arguments answer(String name, Answer answer) {
    return Arguments.of(name, answer);
  }

  private static void openColumns(DataOutputStream out) throws IOException {
    out.write(message('T', new byte[] {0, 2}, text("rolsuper"), new byte[18]));
    out.write(message('N', text("SERROR"), new byte[1]));
  }

  private static void endlessRows(DataOutputStream out) throws IOException {
    out.write(COLUMN);
    endless(out, message('D', new byte[] {0, 1}, number(1), bytes("t")));
  }

  private static void endlessNotices(DataOutputStream out) throws IOException {
    endless(out, message('N', text("SNOTICE"), text("C00000"), text("Mread this"), new byte[1]));
  }

  private static void endlessSettings(DataOutputStream out) throws IOException {
    endless(out, message('S', text("application_name"), text("x".repeat(100_000))));
  }

  private static void endless(DataOutputStream out, byte[] message) throws IOException {
    while (true) {
      out.write(message);
    }
  }

  private static void row(DataOutputStream out, int values, int length, String value)
      throws IOException {
    out.write(COLUMN);
    out.write(message('D', new byte[] {0, (byte) values}, number(length), bytes(value)));
  }

  private static void head(DataOutputStream out, char type, int length) throws IOException {
    out.write(COLUMN);
    out.write(type);
    out.writeInt(length);
  }

  private static byte[] message(char type, byte[]... parts) {
    var body = new ByteArrayOutputStream();
    Stream.of(parts).forEach(body::writeBytes);
    return ByteBuffer.allocate(1 + Integer.BYTES + body.size())
        .put((byte) type)
        .putInt(Integer.BYTES + body.size())
        .put(body.toByteArray())
        .array();
  }

  private static byte[] text(String text) {
    return bytes(text + '\0');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  /** Lets everybody in, takes all statements, and answers as it is told to what asks for rights. */
  private static final class Liar implements AutoCloseable {
    private static final byte[] WELCOME = message('R', number(0));
    private static final byte[] READY = message('Z', bytes("I"));
    private static final List<byte[]> SETTINGS =
        List.of(
            message('S', text("server_version"), text("15.0")),
            message('S', text("client_encoding"), text("UTF8")),
            message('S', text("standard_conforming_strings"), text("on")),
            message('S', text("DateStyle"), text("ISO, MDY")),
            message('S', text("integer_datetimes"), text("on")),
            message('K', number(1), number(2)));

    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final byte[] first;
    private final Answer answer;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final Thread thread;
    private volatile @Nullable Socket client;

    Liar(Answer answer) throws IOException {
      this(WELCOME, answer);
    }

    Liar(byte[] first, Answer answer) throws IOException {
      this.first = first;
      this.answer = answer;
      thread = Thread.ofVirtual().start(this::serve);
    }

    Session.Address address() {
      return new Session.Address(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
    }

    String heard() {
      return heard.toString(ISO_8859_1);
    }

    private void serve() {
      try (var client = socket.accept()) {
        this.client = client;
        var in = new DataInputStream(client.getInputStream());
        var out = new DataOutputStream(client.getOutputStream());
        heard.write(in.readNBytes(in.readInt() - Integer.BYTES));
        out.write(first);
        if (Arrays.equals(first, WELCOME)) {
          for (var each : SETTINGS) {
            out.write(each);
          }
          out.write(READY);
        }
        while (true) {
          answer(in, out);
        }
      } catch (IOException _) {
        // The client has gone, as it should.
      }
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
      boolean isAboutRights = false;
      char type;
      do {
        type = (char) in.readUnsignedByte();
        byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
        heard.write(body);
        isAboutRights |= new String(body, ISO_8859_1).contains("rolsuper");
        switch (type) {
          case 'P' -> out.write(message('1'));
          case 'B' -> out.write(message('2'));
          case 'D' -> {
            if (!isAboutRights) {
              out.write(message('n'));
            }
          }
          case 'E', 'Q' -> {
            if (isAboutRights) {
              answer.to(out);
            }
            out.write(message('C', text("SELECT 1")));
          }
          default -> out.flush();
        }
      } while (type != 'S' && type != 'Q');
      out.write(READY);
    }

    @Override
    public void close() throws IOException {
      socket.close();
      if (client != null) {
        client.close();
      }
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
