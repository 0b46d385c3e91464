package dev.coffer.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send a byte now and then, and many connections of one of them. */
@Timeout(120)
class SlowClientsTest {
  private static final int MANY = 300;
  private static final int ATTEMPTS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration SOONER_THAN_THEY_ARE_GIVEN_UP = Duration.ofSeconds(8);
  private static final String HEAD = "POST /greet HTTP/1.1\r\nHost: x\r\n";

  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            new HttpServer.Address("127.0.0.1", 0),
            new HttpServer.Parts(
                List.of(greet()),
                new OpenDoor(_ -> {}),
                _ -> {},
                () -> "r",
                InstantSource.system(),
                0));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private static Operation<Operation.Nothing> greet() {
    return new Operation<>(
        Service.EXTENSION,
        "Greet",
        Operation.Method.POST,
        PathTemplate.of("/greet"),
        Operation.Admission.CALLER,
        Optional.empty(),
        Operation.Body.none(),
        200,
        _ -> Reply.of(Map.of()));
  }

  private Socket open(String begin) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort());
    sockets.add(socket);
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(begin.getBytes(US_ASCII));
    return socket;
  }

  private int call(Duration limit) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(server.url() + "/greet"))
              .timeout(limit)
              .POST(BodyPublishers.ofString("{}"))
              .build();
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }

  private static boolean ends(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void bodiesThatDoNotComeHoldUpNobody() throws Exception {
    // The first call of a process takes its time.
    assertThat(call(LIMIT)).isEqualTo(200);
    for (int i = 0; i < MANY; i++) {
      open(HEAD + "Content-Length: 1000\r\n\r\n{");
    }
    for (int i = 0; i < 20; i++) {
      assertThat(call(SOONER_THAN_THEY_ARE_GIVEN_UP)).isEqualTo(200);
    }
  }

  @Test
  void aBodyHasToBeThereInTime() throws Exception {
    Socket slow = open(HEAD + "Content-Length: 1000\r\n\r\n{");
    Thread trickle =
        Thread.startVirtualThread(
            () -> {
              try {
                while (true) {
                  slow.getOutputStream().write(' ');
                  Thread.sleep(500);
                }
              } catch (IOException | InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    byte[] answer = slow.getInputStream().readNBytes(12);
    assertThat(new String(answer, US_ASCII)).isEqualTo("HTTP/1.1 408");
    trickle.interrupt();
  }

  @Test
  void headersHaveToBeThereInTime() throws Exception {
    Socket slow = open(HEAD);
    Thread trickle =
        Thread.startVirtualThread(
            () -> {
              try {
                while (true) {
                  slow.getOutputStream().write('x');
                  Thread.sleep(500);
                }
              } catch (IOException | InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(ends(slow)).isTrue();
    assertThat(call(LIMIT)).isEqualTo(200);
    trickle.interrupt();
  }

  /** Closing at once would reset the connection, and the client would never see why. */
  @Test
  void whoStillSendsWhenItIsRefusedReadsWhy() throws Exception {
    for (String target : List.of("/greet", "/no-such-path")) {
      // What is still sent is taken for a second, and no client is sure to have no pause in it.
      assertThat(
              Stream.generate(() -> answerToLate(target))
                  .limit(ATTEMPTS)
                  .filter(answer -> answer.startsWith("HTTP/1.1 4"))
                  .findFirst())
          .isPresent();
    }
  }

  private String answerToLate(String target) {
    int size = 300_000;
    try {
      Socket late = open(HEAD.replace("/greet", target) + "Content-Length: " + size + "\r\n\r\n");
      for (int sent = 0; sent < size; sent += 1000) {
        late.getOutputStream().write(new byte[1000]);
        if (sent % 60_000 == 0) {
          Thread.sleep(20);
        }
      }
      return new String(late.getInputStream().readNBytes(12), US_ASCII);
    } catch (IOException reset) {
      return String.valueOf(reset.getMessage());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean hasEnded(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private Socket firstToEnd() {
    while (true) {
      var ended = sockets.stream().filter(SlowClientsTest::hasEnded).findFirst();
      if (ended.isPresent()) {
        return ended.get();
      }
    }
  }

  @Test
  void oneAddressHasSoManyConnectionsAndOthersHaveTheirOwn() throws Exception {
    // Which of them is one too many depends on the order in which the server's selectors come to
    // them.
    for (int i = 0; i < 513; i++) {
      open("");
    }
    Socket refused = firstToEnd();
    sockets.remove(refused);
    assertThat(sockets).noneMatch(SlowClientsTest::hasEnded);
    try (var client =
        HttpClient.newBuilder().localAddress(InetAddress.ofLiteral("127.0.0.2")).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(server.url() + "/greet"))
              .timeout(LIMIT)
              .POST(BodyPublishers.ofString("{}"))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }
}
