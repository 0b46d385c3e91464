package dev.coffer.server.http;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Language;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Json;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Query;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Resource;
import dev.coffer.server.wire.Router;
import dev.coffer.server.wire.Service;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one request through the gate and writes its answer. */
final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Pattern PROJECT_ID = Pattern.compile("[0-9A-Za-z]{32}");

  private final Router router;
  private final Gatekeeper gatekeeper;
  private final Supplier<String> requestIds;

  Gateway(Router router, Gatekeeper gatekeeper, Supplier<String> requestIds) {
    this.router = router;
    this.gatekeeper = gatekeeper;
    this.requestIds = requestIds;
  }

  // The edge: whatever a handler throws ends here, as an answer and, if it was a fault, in the log.
  void answer(Context context) throws IOException {
    String requestId = requestIds.get();
    var answer = new Answer(context, requestId, language(context).orElse(Language.ENGLISH));
    Optional<Router.Match> match = match(context);
    if (match.isEmpty()) {
      answer.refuse(new Refusal(Failure.APIGW_0101), Service.EXTENSION);
      return;
    }
    Operation<?> operation = match.get().operation();
    try {
      Reply reply = perform(operation, match.get().path(), context);
      answer.succeed(operation.status(), reply);
    } catch (Refusal refusal) {
      answer.refuse(refusal, operation.service());
    } catch (RuntimeException fault) {
      LOG.error("{} failed, request id {}", operation.name(), requestId, fault);
      answer.refuse(new Refusal(operation.service().broken()), operation.service());
    }
  }

  private Optional<Router.Match> match(Context context) {
    return method(context.req().getMethod())
        .flatMap(method -> router.find(method, context.req().getRequestURI()));
  }

  private <Q> Reply perform(Operation<Q> operation, Map<String, String> path, Context context)
      throws IOException {
    RawRequest request = Requests.read(context.req(), operation);
    var inputs = new Inputs(operation.service());
    Caller caller = admit(operation, path, request, inputs);
    Query query = query(request, inputs);
    var call = new Call<>(caller, path, query, body(operation, request), inputs);
    authorize(operation, call, request.source());
    return operation.handler().handle(call);
  }

  private Caller admit(
      Operation<?> operation, Map<String, String> path, RawRequest request, Inputs inputs) {
    if (operation.admission() == Operation.Admission.ANYONE) {
      checkLanguage(request, inputs);
      return Caller.NOBODY;
    }
    Caller caller = gatekeeper.authenticate(request);
    checkLanguage(request, inputs);
    String projectId = path.get("project_id");
    if (projectId != null) {
      inputs.matching("project_id", PROJECT_ID, projectId);
      if (!gatekeeper.admits(caller, projectId)) {
        throw new Refusal(operation.service().forbidden(), "project_id", Reason.NOT_ALLOWED);
      }
    }
    return caller;
  }

  private <Q> void authorize(Operation<Q> operation, Call<Q> call, String source) {
    if (operation.action().isEmpty()) {
      return;
    }
    String action = operation.action().get().name();
    Optional<String> projectId = Optional.ofNullable(call.path().get("project_id"));
    for (Resource resource : operation.target().of(call)) {
      var access = new Access(action, projectId, resource, source);
      if (!gatekeeper.allows(call.caller(), access)) {
        throw new Refusal(operation.service().forbidden(), action, Reason.NOT_ALLOWED);
      }
    }
  }

  private static void checkLanguage(RawRequest request, Inputs inputs) {
    Optional<String> asked = request.header("X-Language");
    if (asked.isPresent() && Language.of(asked.get()).isEmpty()) {
      throw inputs.refusal("X-Language", Reason.UNKNOWN_VALUE);
    }
  }

  private static Query query(RawRequest request, Inputs inputs) {
    try {
      return Query.parse(request.query());
    } catch (IllegalArgumentException malformed) {
      throw inputs.refusal("query", Reason.WRONG_FORM);
    }
  }

  private static <Q> Q body(Operation<Q> operation, RawRequest request) {
    Operation.Body<Q> body = operation.body();
    byte[] bytes = request.body();
    boolean empty = bytes.length == 0;
    return switch (body.presence()) {
      case NONE -> Json.read(EMPTY_OBJECT, body.type(), operation.service());
      case OPTIONAL -> Json.read(empty ? EMPTY_OBJECT : bytes, body.type(), operation.service());
      case REQUIRED -> {
        if (empty) {
          throw new Refusal(operation.service().emptyBody());
        }
        yield Json.read(bytes, body.type(), operation.service());
      }
    };
  }

  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  private static Optional<Language> language(Context context) {
    return Optional.ofNullable(context.req().getHeader("X-Language")).flatMap(Language::of);
  }

  private static Optional<Operation.Method> method(String name) {
    return switch (name) {
      case "GET" -> Optional.of(Operation.Method.GET);
      case "POST" -> Optional.of(Operation.Method.POST);
      case "PUT" -> Optional.of(Operation.Method.PUT);
      case "DELETE" -> Optional.of(Operation.Method.DELETE);
      default -> Optional.empty();
    };
  }
}
