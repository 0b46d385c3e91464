package dev.coffer.server.iam.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.http.HttpServer;
import dev.coffer.server.iam.Wire;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests of the vendor's Python (3.1.219), Go (0.1.207) and Node (3.1.211) clients, byte by byte
 * as they left them, sent again to a listening server whose clock stands where it stood then.
 */
class RecordedRequestsTest {
  private static final SecretBytes SECRET = SecretBytes.copyOf(Wire.SECRET_KEY.getBytes(UTF_8));
  private static final Pattern DATE = Pattern.compile("(?i)x-sdk-date: ([0-9TZ]+)");

  record Recorded(String raw) {
    String method() {
      return raw.substring(0, raw.indexOf(' '));
    }

    String target() {
      int from = method().length() + 1;
      return raw.substring(from, raw.indexOf(' ', from));
    }

    String path() {
      int query = target().indexOf('?');
      return query < 0 ? target() : target().substring(0, query);
    }

    Instant signedAt() {
      Matcher date = DATE.matcher(raw);
      assertThat(date.find()).isTrue();
      return SigningDate.parse(date.group(1)).orElseThrow();
    }

    private String field(String name) {
      int from = raw.toLowerCase(Locale.ROOT).indexOf(name + ": ") + name.length() + 2;
      return raw.substring(from, raw.indexOf(' ', from));
    }

    @Override
    public String toString() {
      return String.join(" ", method(), target(), field("user-agent"), field("authorization"));
    }
  }

  static Stream<Recorded> requests() throws IOException {
    try (var lines =
        Objects.requireNonNull(RecordedRequestsTest.class.getResourceAsStream("recorded.jsonl"))) {
      var mapper = new JsonMapper();
      return new String(lines.readAllBytes(), UTF_8)
          .lines().map(line -> mapper.readValue(line, Recorded.class)).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void areAnsweredAsTheyCame(Recorded request) throws Exception {
    assertThat(answer(request, request.raw())).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void areRefusedWithAnotherTarget(Recorded request) throws Exception {
    String target = request.target();
    String other = target + (target.contains("?") ? "&" : "?") + "more=1";
    assertThat(answer(request, request.raw().replaceFirst(Pattern.quote(target), other)))
        .startsWith("HTTP/1.1 401 ");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void areRefusedWithAnotherBody(Recorded request) throws Exception {
    int body = request.raw().indexOf("\r\n\r\n") + 4;
    int brace = request.raw().indexOf('"', body);
    if (brace > 0) {
      String changed =
          request.raw().substring(0, brace + 1) + "X" + request.raw().substring(brace + 2);
      assertThat(answer(request, changed)).startsWith("HTTP/1.1 401 ");
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void areRefusedWithAnotherMethod(Recorded request) throws Exception {
    String method = request.method();
    assertThat(answer(request, "PUT" + request.raw().substring(method.length())))
        .startsWith("HTTP/1.1 401 ");
  }

  private static String answer(Recorded request, String raw) throws IOException {
    var parts =
        new HttpServer.Parts(
            List.of(
                operation(Operation.Method.valueOf(request.method()), request.path()),
                operation(Operation.Method.PUT, request.path())),
            new Verifier(request.signedAt()),
            _ -> {},
            () -> "0123456789abcdef0123456789abcdef",
            InstantSource.system(),
            0);
    try (var server = HttpServer.start(new HttpServer.Address("127.0.0.1", 0), parts);
        var socket =
            new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(raw.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readNBytes(17), ISO_8859_1);
    }
  }

  private static Operation<Operation.Nothing> operation(Operation.Method method, String path) {
    return new Operation<>(
        Service.EXTENSION,
        "Recorded",
        method,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.empty(),
        Operation.Body.none(),
        200,
        _ -> Reply.of(Map.of()));
  }

  /** Lets in whoever signed with the secret key of the recordings. */
  private record Verifier(Instant now) implements Gatekeeper {
    @Override
    public Caller authenticate(RawRequest request) {
      RequestSignature signature = RequestSignature.of(request);
      assertThat(signature.accessKey()).isEqualTo(Wire.ACCESS_KEY);
      signature.verify(SECRET, now);
      return new Caller(
          new UserId("id"), "user", new DomainId("d"), "domain", new Reach.Everything());
    }

    @Override
    public Optional<Caller> beforeBody(RawRequest head) {
      return Optional.empty();
    }

    @Override
    public void performed(RawRequest request) {}

    @Override
    public boolean admits(Caller caller, ProjectId projectId) {
      return true;
    }

    @Override
    public boolean hasEnterpriseProject(Caller caller, String enterpriseProjectId) {
      return true;
    }

    @Override
    public boolean allows(Caller caller, Access access) {
      return true;
    }
  }
}
