package dev.coffer.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.server.audit.Event;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final String PROJECT = "0b2a5a1f6e0025d12f3bc00a1b2c3d4e";

  @RefusedFields("loudly")
  record Greeting(String name, @Nullable Integer times, @Nullable Boolean twice) {}

  record Greeted(String text) {}

  private static final String REQUEST = "0123456789abcdef0123456789abcdef";
  private static final int CALLS_PER_SECOND = 12;
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private boolean logIsFull;
  private HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            new HttpServer.Address("127.0.0.1", 0),
            new HttpServer.Parts(
                List.of(
                    greet(Service.TAURUS, "/v3"),
                    greet(Service.KMS, "/v1.0"),
                    greet(Service.EXTENSION, "/coffer/v1")),
                new DoorForAlice(),
                this::append,
                () -> REQUEST,
                () -> NOW,
                CALLS_PER_SECOND));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void append(Event event) {
    if (logIsFull) {
      throw new UncheckedIOException(new IOException("no space left"));
    }
    events.add(event);
  }

  private static Operation<Greeting> greet(Service service, String version) {
    return new Operation<>(
        service,
        "Greet",
        Operation.Method.POST,
        PathTemplate.of(version + "/{project_id}/greet"),
        Operation.Admission.CALLER,
        Optional.of(new Operation.Action("hall:greet", Operation.Action.Level.WRITE, "hall")),
        Operation.Body.required(Greeting.class),
        201,
        GatewayTest::greet);
  }

  private static Reply greet(Call<Greeting> call) {
    if (call.body().name().equals("fault")) {
      throw new IllegalStateException("a fault of ours");
    }
    if (call.body().name().equals("refusal")) {
      throw new Refusal(Failure.DBS_200019);
    }
    return Reply.of(new Greeted("hello " + call.body().name()));
  }

  @Test
  void answersWithTheStatusOfTheRow() throws Exception {
    var answer = post("/v3/" + PROJECT + "/greet", "{\"name\":\"bob\"}", "alice");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("{\"text\":\"hello bob\"}");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("X-Request-Id"))
        .hasValue("0123456789abcdef0123456789abcdef");
  }

  @Test
  void isAsLenientAsTheVendorOnItsPaths() throws Exception {
    for (String body :
        List.of(
            "{\"name\":\"bob\",\"surprise\":{\"a\":[1]}}",
            "{\"name\":\"bob\",\"times\":\"2\",\"twice\":\"true\"}")) {
      assertThat(post("/v3/" + PROJECT + "/greet", body, "alice").body()).contains("hello bob");
    }
    assertThat(post("/v3/" + PROJECT + "/greet", "{\"name\":7}", "alice").body())
        .contains("hello 7");
    assertThat(post("/v3/" + PROJECT + "/greet/", "{\"name\":\"bob\"}", "alice").statusCode())
        .isEqualTo(201);
  }

  @Test
  void refusesWhatItKnowsAndDoesNotDo() throws Exception {
    assertThat(post("/v3/" + PROJECT + "/greet", "{\"name\":\"bob\",\"loudly\":1}", "alice").body())
        .contains("DBS.200001")
        .contains("loudly");
    for (String times : List.of("\"\"", "\"two\"", "1.5", "\"1.5\"", "true")) {
      assertThat(
              post("/v3/" + PROJECT + "/greet", "{\"name\":\"b\",\"times\":" + times + "}", "alice")
                  .body())
          .as(times)
          .contains("DBS.200001")
          .contains("times");
    }
  }

  @Test
  void isStrictOnItsOwnPaths() throws Exception {
    for (String more : List.of("\"surprise\":1", "\"times\":\"2\"")) {
      assertThat(
              post("/coffer/v1/" + PROJECT + "/greet", "{\"name\":\"bob\"," + more + "}", "alice")
                  .body())
          .contains("DBS.200001");
    }
    assertThat(post("/coffer/v1/" + PROJECT + "/greet", "{\"nom\":\"a\"}", "alice").body())
        .contains("nom is not a field of this request");
  }

  @Test
  void unknownPathsMethodsAndTricksAreNoApi() throws Exception {
    for (String path :
        List.of(
            "/",
            "/v3/" + PROJECT + "/greet//",
            "//v3/" + PROJECT + "/greet",
            "/v3/" + PROJECT + "/./greet",
            "/v3/x/../" + PROJECT + "/greet",
            "/v3/" + PROJECT + "%2Fgreet",
            "/v3/" + PROJECT + "/greet;a=b")) {
      assertThat(raw("POST " + path)).contains(" 404 ").contains("APIGW.0101");
    }
    assertThat(raw("PATCH /v3/" + PROJECT + "/greet")).contains("APIGW.0101");
    assertThat(raw("GET /v3/" + PROJECT + "/greet")).contains("APIGW.0101");
  }

  @Test
  void brokenHttpIsAnsweredInTheGatewaysShape() throws Exception {
    assertThat(raw("POST /v3/%zz/greet"))
        .contains("\"error_code\":\"APIGW.0")
        .contains("X-Request-Id")
        .contains("application/json");
  }

  @Test
  void refusesWhoIsNotKnownOrNotAllowed() throws Exception {
    assertThat(post("/v3/" + PROJECT + "/greet", "{}", "mallory").body())
        .contains("\"error_code\":\"APIGW.0301\"")
        .contains("\"request_id\"");
    assertThat(post("/v3/" + PROJECT.replace('0', '1') + "/greet", "{}", "alice").body())
        .isEqualTo(
            """
            {"error_code":"DBS.200010","error_msg":"The DB instance ID or user ID may be null, or \
            the operation is not authorized. project_id is not allowed for this caller"}\
            """);
    assertThat(post("/v3/" + PROJECT + "/greet", "{}", "guest").body())
        .contains("hall:greet is not allowed for this caller");
  }

  @Test
  void readsBodiesStrictly() throws Exception {
    String path = "/v3/" + PROJECT + "/greet";
    assertThat(post(path, "", "alice").body()).contains("DBS.200006");
    assertThat(post(path, "null", "alice").body()).contains("DBS.200006");
    assertThat(post(path, "{", "alice").body()).contains("body is not valid JSON");
    assertThat(post(path, "{\"name\":\"a\"} x", "alice").body()).contains("DBS.200001");
    assertThat(post(path, "{\"name\":\"a\",\"name\":\"b\"}", "alice").body())
        .contains("DBS.200001");
    assertThat(post(path, "{\"name\":[1]}", "alice").body()).contains("name has the wrong type");
    assertThat(post(path, "[]", "alice").body()).contains("body has the wrong type");
    assertThat(post(path, "[".repeat(5000), "alice").body()).contains("DBS.200001");
    var large = post(path, "{\"name\":\"" + "a".repeat(70_000) + "\"}", "alice");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("APIGW.0201");
  }

  @Test
  void kmsRefusesInNestedShapeAndTheGatewayInFlatShape() throws Exception {
    assertThat(post("/v1.0/" + PROJECT + "/greet", "{", "alice").body())
        .startsWith("{\"error\":{\"error_code\":\"KMS.0202\"");
    assertThat(post("/v1.0/" + PROJECT + "/greet", "{", "mallory").body())
        .startsWith("{\"error_code\":\"APIGW.0301\"");
  }

  @Test
  void speaksTheAskedLanguageAndRefusesAnUnknownOne() throws Exception {
    String path = "/v3/" + PROJECT + "/greet";
    assertThat(post(path, "{", "alice", "X-Language", "zh-cn").body())
        .contains("参数错误。body：不是合法的JSON");
    assertThat(post(path, "{}", "alice", "X-Language", "fr-fr").body())
        .contains("X-Language has a value that is not allowed");
  }

  @Test
  void faultsAreAnsweredWithoutTheirText() throws Exception {
    var answer = post("/v3/" + PROJECT + "/greet", "{\"name\":\"fault\"}", "alice");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body())
        .isEqualTo("{\"error_code\":\"DBS.200005\",\"error_msg\":\"Server failure.\"}");
    assertThat(post("/v3/" + PROJECT + "/greet", "{\"name\":\"refusal\"}", "alice").statusCode())
        .isEqualTo(409);
  }

  @Test
  void everyCallIsAnEvent() throws Exception {
    String path = "/v3/" + PROJECT + "/greet";
    post(path, "{\"name\":\"bob\"}", "alice");
    post(path, "{", "guest");
    post(path, "{}", "mallory");
    post(path, "{\"name\":\"fault\"}", "alice");

    assertThat(events)
        .extracting(Event::status, event -> event.error().orElse("-"), GatewayTest::actor)
        .containsExactly(
            tuple(201, "-", "alice"),
            tuple(400, "DBS.200001", "guest"),
            tuple(500, "DBS.200005", "alice"));
    assertThat(events.getFirst())
        .isEqualTo(
            new Event(
                NOW,
                REQUEST,
                "Greet",
                Optional.of(new Event.Actor(new UserId("id"), "alice", new DomainId("d"))),
                "127.0.0.1",
                Optional.of(PROJECT),
                Optional.empty(),
                201,
                Optional.empty(),
                List.of()));
  }

  @Test
  void refusedCallsOfNobodyKnownAreCountedAndNotLoggedOneByOne() throws Exception {
    for (int i = 0; i < 50; i++) {
      post("/v3/" + PROJECT + "/greet", "{}", "mallory");
    }
    assertThat(events).isEmpty();
    server.close();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().resource()).contains("Greet times 50");
    assertThat(events.getFirst().source()).isEqualTo("127.0.0.1");
    assertThat(events.getFirst().status()).isEqualTo(401);
  }

  @Test
  void whatCannotBeAuditedIsNotAnsweredAsDone() throws Exception {
    logIsFull = true;
    String path = "/v3/" + PROJECT + "/greet";
    assertThat(post(path, "{\"name\":\"bob\"}", "alice").statusCode()).isEqualTo(500);
    assertThat(post(path, "{", "alice").statusCode()).isEqualTo(500);
  }

  @Test
  void tooManyCallsOfOneCallerAreRefused() throws Exception {
    String path = "/v3/" + PROJECT + "/greet";
    for (int i = 0; i < CALLS_PER_SECOND; i++) {
      assertThat(post(path, "{\"name\":\"bob\"}", "alice").statusCode()).isEqualTo(201);
    }
    var refused = post(path, "{\"name\":\"bob\"}", "alice");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("\"error_code\":\"APIGW.0308\"").contains(REQUEST);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(post(path, "{\"name\":\"bob\"}", "guest").statusCode()).isEqualTo(403);
  }

  @Test
  void nobodyUsesUpWhatIsAnothers() throws Exception {
    String path = "/v3/" + PROJECT + "/greet";
    for (int i = 0; i < 2 * CALLS_PER_SECOND; i++) {
      post(path, "{}", "mallory");
      post(path, "{}", "guest");
    }
    assertThat(post(path, "{\"name\":\"bob\"}", "alice").statusCode()).isEqualTo(201);
  }

  @Test
  void noOtherOriginIsAllowed() throws Exception {
    String path = "/v3/" + PROJECT + "/greet";
    var simple = post(path, "{\"name\":\"bob\"}", "alice", "Origin", "https://evil.example");
    assertThat(simple.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    var preflight =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Origin", "https://evil.example")
            .header("Access-Control-Request-Method", "POST")
            .build();
    var answer = client.send(preflight, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
  }

  @Test
  void aBodyMayComeInChunks() throws Exception {
    var chunks = BodyPublishers.fromPublisher(BodyPublishers.ofString("{\"name\":\"bob\"}"));
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/v3/" + PROJECT + "/greet"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("X-Auth-Token", "alice")
            .POST(chunks)
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("hello bob");
  }

  private static String actor(Event event) {
    return event.actor().map(Event.Actor::userName).orElse("-");
  }

  private HttpResponse<String> post(String path, String body, String user, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("X-Auth-Token", user)
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String raw(String line) throws IOException {
    URI url = URI.create(server.url());
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      String head = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write((line + head).getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private record DoorForAlice() implements Gatekeeper {
    @Override
    public Caller authenticate(RawRequest request) {
      String user = request.header("x-auth-token").orElse("");
      if (user.equals("mallory")) {
        throw new Refusal(Failure.APIGW_0301);
      }
      return new Caller(
          new UserId(user.equals("alice") ? "id" : user),
          user,
          new DomainId("d"),
          "domain",
          new Reach.Everything());
    }

    @Override
    public Optional<Caller> beforeBody(RawRequest head) {
      return Optional.empty();
    }

    @Override
    public void performed(RawRequest request) {}

    @Override
    public boolean admits(Caller caller, ProjectId projectId) {
      return projectId.value().equals(PROJECT);
    }

    @Override
    public boolean hasEnterpriseProject(Caller caller, String enterpriseProjectId) {
      return true;
    }

    @Override
    public boolean allows(Caller caller, Access access) {
      return caller.userName().equals("alice");
    }
  }
}
