package dev.coffer.acceptance;

import dev.coffer.acceptance.Wire.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is wrong in the same way whichever operation was meant. */
final class GateInputs {
  private static final int LARGEST_BODY = 64 << 10;

  private final BadInputFixture fixture;
  private final ApiOperation operation;
  private final List<BadInput> inputs = new ArrayList<>();

  private GateInputs(BadInputFixture fixture, ApiOperation operation) {
    this.fixture = fixture;
    this.operation = operation;
  }

  static List<BadInput> of(BadInputFixture fixture, ApiOperation operation) {
    var gate = new GateInputs(fixture, operation);
    gate.addRoutes();
    gate.addBodies();
    if (!operation.isOpenToAnyone()) {
      gate.addCallers();
      gate.addLanguage();
    }
    if (operation.isInProject()) {
      gate.addProjects();
    }
    return List.copyOf(gate.inputs);
  }

  private void addRoutes() {
    Request request = authenticated();
    String path = request.path().replaceFirst("\\?.*", "");
    add("another method", request.withMethod(operation.otherMethod()), Refused.NO_SUCH_API);
    add("an unheard-of method", request.withMethod("PATCH"), Refused.NO_SUCH_API);
    add("a longer path", request.withPath(path + "/more/and/more"), Refused.NO_SUCH_API);
    add("two slashes at the end", request.withPath(path + "//"), Refused.NO_SUCH_API);
    add("a doubled slash", request.withPath("/" + path), Refused.NO_SUCH_API);
  }

  private void addBodies() {
    String filler = "{\"filler\":\"" + "x".repeat(LARGEST_BODY) + "\"}";
    add("an oversized body", authenticated().withBody(filler), operation.tooLarge());
    if (!operation.mayGoWithoutBody()) {
      add("no body", authenticated().withBody(""), operation.emptyBody());
    }
    if (operation.takesBody()) {
      String body = operation.body();
      String open = body.substring(0, body.length() - 1);
      String more = body.equals("{}") ? "{" : open + ",";
      addBody("half an object", open, operation.notJson());
      addBody("no JSON at all", "encryption=off", operation.notJson());
      addBody("a null", "null", operation.emptyBody());
      addBody("an array", "[]", operation.invalid());
      addBody("a text", "\"text\"", operation.invalid());
      addBody("more than one value", body + " {}", operation.invalid());
      if (operation.isExtension()) {
        addBody("a field too many", more + "\"surprise\":1}", operation.invalid());
        addBody("a field in capitals", more + "\"KEY_ID\":\"x\"}", operation.invalid());
      }
    }
  }

  private void addBody(String what, String body, Refused refused) {
    add(what, authenticated().withBody(body), refused);
  }

  private void addCallers() {
    Request bare = operation.request();
    add("no token", bare, Refused.NOT_AUTHENTICATED);
    add("an unknown token", bare.with("X-Auth-Token", "unknown"), Refused.NOT_AUTHENTICATED);
    add(
        "an expired token",
        bare.with("X-Auth-Token", fixture.expiredToken()),
        Refused.NOT_AUTHENTICATED);
    Request request = fixture.filled(bare);
    Account account = fixture.account();
    Instant now = Instant.now();
    add(
        "a signature of too long ago",
        Signed.at(now.minus(Duration.ofMinutes(16)), request, account),
        Refused.NOT_AUTHENTICATED);
    add(
        "a signature of the future",
        Signed.at(now.plus(Duration.ofMinutes(16)), request, account),
        Refused.NOT_AUTHENTICATED);
    add(
        "another request's signature",
        Signed.at(now, request.withPath("/v3/projects/x"), account).withPath(request.path()),
        Refused.NOT_AUTHENTICATED);
    add(
        "half a signature",
        request.with("Authorization", "SDK-HMAC-SHA256 Access=" + account.accessKey()),
        Refused.NOT_AUTHENTICATED);
  }

  private void addLanguage() {
    add("an unknown language", authenticated().with("X-Language", "fr-fr"), operation.invalid());
  }

  private void addProjects() {
    Request request = authenticated();
    add(
        "a token for another project",
        request.with("X-Auth-Token", fixture.foreignToken()),
        operation.forbidden());
    add("an unknown project", project("0".repeat(32)), operation.forbidden());
    add("a dashed project", project("0b2a5a1f-6e00-25d1-2f3b-c00a1b2c3d4e"), operation.invalid());
    add("a short project", project("0b2a5a1f"), operation.invalid());
  }

  private Request project(String id) {
    Request request = authenticated();
    return request.withPath(request.path().replace("{project}", id));
  }

  private Request authenticated() {
    Request request = operation.request();
    return operation.isOpenToAnyone() ? request : request.with("X-Auth-Token", fixture.token());
  }

  private void add(String what, Request request, Refused refused) {
    inputs.add(new BadInput(operation, what, fixture.filled(request), refused));
  }
}
