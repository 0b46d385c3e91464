package dev.coffer.server.http;

import dev.coffer.server.audit.Event;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Language;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Caller;
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
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one request through the gate and writes its answer. */
final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int BAD_REQUEST = 400;
  private static final Pattern PROJECT_ID = Pattern.compile("[0-9A-Za-z]{32}");

  private final Router router;
  private final HttpServer.Parts parts;
  private final RateLimit limit;
  private final RefusedRequests refused;
  private final Bodies bodies = new Bodies();

  Gateway(HttpServer.Parts parts, RefusedRequests refused) {
    this.refused = refused;
    this.router = new Router(parts.operations());
    this.parts = parts;
    this.limit = new RateLimit(parts.callsPerSecond());
  }

  /** Answers, unless the client is gone before its request was there. */
  void answer(Context context) {
    try {
      answerWhole(context);
    } catch (IOException gone) {
      LOG.debug("a client left before its request was there", gone);
      context.status(BAD_REQUEST).skipRemainingHandlers();
    }
  }

  private void answerWhole(Context context) throws IOException {
    String requestId = parts.requestIds().get();
    var answer = new Answer(context, requestId, language(context).orElse(Language.ENGLISH));
    Optional<Router.Match> match = match(context);
    if (match.isEmpty()) {
      bodies.discard(context.req(), sender(Requests.head(context.req())));
      answer.refuse(new Refusal(Failure.APIGW_0101), Service.EXTENSION);
      return;
    }
    pass(new Passage<>(match.get().operation(), match.get().path(), context, requestId), answer);
  }

  // The edge: whatever a handler throws ends here, as an answer and, if it was a fault, in the log.
  // The event is written before the answer, so that nothing was answered that is not in the log.
  private void pass(Passage<?> passage, Answer answer) throws IOException {
    Operation<?> operation = passage.operation();
    try {
      Reply reply = passage.trace().follow(() -> perform(passage));
      parts.audit().append(passage.succeeded(parts.clock().instant()));
      answer.succeed(operation.status(), reply);
    } catch (Refusal refusal) {
      refuse(passage, answer, refusal);
    } catch (RuntimeException fault) {
      LOG.error("{} failed, request id {}", operation.name(), passage.requestId(), fault);
      refuse(passage, answer, new Refusal(operation.service().broken()));
    }
  }

  private static String sender(RawRequest head) {
    return "address " + head.source();
  }

  private void refuse(Passage<?> passage, Answer answer, Refusal refusal) {
    Service service = passage.operation().service();
    try {
      Event event = passage.refused(refusal, parts.clock().instant());
      if (event.actor().isPresent()) {
        parts.audit().append(event);
      } else {
        refused.count(event);
      }
      answer.refuse(refusal, service);
    } catch (UncheckedIOException unwritable) {
      LOG.error("request id {} is not in the audit log", passage.requestId(), unwritable);
      answer.refuse(new Refusal(service.broken()), service);
    }
  }

  private Optional<Router.Match> match(Context context) {
    return method(context.req().getMethod())
        .flatMap(method -> router.find(method, context.req().getRequestURI()));
  }

  private <Q> Reply perform(Passage<Q> passage) throws IOException {
    Operation<Q> operation = passage.operation();
    var inputs = new Inputs(operation.service());
    RawRequest request = receive(passage);
    Caller caller = admit(passage, request, inputs);
    Query query = Query.parse(request.query(), operation.service());
    var call =
        new Call<>(
            caller,
            passage.path(),
            query,
            request.source(),
            request.headers(),
            body(operation, request),
            inputs);
    authorize(passage, call, request.source());
    Reply reply = operation.handler().handle(call);
    if (operation.changesSomething()) {
      parts.gatekeeper().performed(request);
    }
    return reply;
  }

  // Without credentials a client is known by its address alone.
  private RawRequest receive(Passage<?> passage) throws IOException {
    HttpServletRequest servlet = passage.context().req();
    RawRequest head = Requests.head(servlet);
    String sender;
    try {
      sender = sender(passage, head, Bodies.has(servlet));
    } catch (Refusal refusal) {
      bodies.discard(servlet, sender(head));
      throw refusal;
    }
    return Requests.with(head, bodies.read(servlet, passage.operation(), sender));
  }

  private String sender(Passage<?> passage, RawRequest head, boolean hasBody) {
    String sender = sender(head);
    if (passage.operation().admission() == Operation.Admission.ANYONE) {
      limit(passage, sender);
    } else if (hasBody) {
      Optional<Caller> proven = parts.gatekeeper().beforeBody(head);
      proven.ifPresent(passage::isBy);
      proven.ifPresent(caller -> limit(passage, caller.userId().value()));
      sender = proven.map(caller -> caller.userId().value()).orElse(sender);
    }
    return sender;
  }

  private void limit(Passage<?> passage, String caller) {
    var key = new RateLimit.Key(passage.operation().name(), caller);
    if (passage.countsOnce() && !limit.admits(key, parts.clock().instant())) {
      throw new Refusal(Failure.APIGW_0308);
    }
  }

  private Caller admit(Passage<?> passage, RawRequest request, Inputs inputs) {
    Operation<?> operation = passage.operation();
    if (operation.admission() == Operation.Admission.ANYONE) {
      checkLanguage(request, inputs);
      return callerIfKnown(passage, request);
    }
    Caller caller = parts.gatekeeper().authenticate(request);
    passage.isBy(caller);
    limit(passage, caller.userId().value());
    checkLanguage(request, inputs);
    String projectId = passage.path().get("project_id");
    if (projectId != null) {
      inputs.matching("project_id", PROJECT_ID, projectId);
      if (!parts.gatekeeper().admits(caller, new ProjectId(projectId))) {
        throw new Refusal(operation.service().forbidden(), "project_id", Reason.NOT_ALLOWED);
      }
    }
    return caller;
  }

  // A request without credentials has no caller, which is enough here.
  private Caller callerIfKnown(Passage<?> passage, RawRequest request) {
    try {
      Caller caller = parts.gatekeeper().authenticate(request);
      passage.isBy(caller);
      return caller;
    } catch (Refusal _) {
      return Caller.ANONYMOUS;
    }
  }

  private <Q> void authorize(Passage<Q> passage, Call<Q> call, String source) {
    Operation<Q> operation = passage.operation();
    if (operation.action().isEmpty()) {
      return;
    }
    String own = operation.action().get().name();
    Optional<ProjectId> projectId =
        Optional.ofNullable(call.path().get("project_id")).map(ProjectId::new);
    for (Resource resource : operation.target().of(call)) {
      passage.isAbout(resource);
      String action = resource.action().orElse(own);
      var access = new Access(action, projectId, resource, source);
      if (!parts.gatekeeper().allows(call.caller(), access)) {
        throw new Refusal(operation.service().forbidden(), action, Reason.NOT_ALLOWED);
      }
      requireEnterpriseProject(call, resource);
    }
  }

  // What is ordered has to go somewhere.
  private void requireEnterpriseProject(Call<?> call, Resource resource) {
    if (!resource.id().isEmpty()) {
      return;
    }
    Optional<String> id = resource.attributes().get().enterpriseProjectId();
    if (id.isPresent() && !parts.gatekeeper().hasEnterpriseProject(call.caller(), id.get())) {
      throw call.inputs().refusal("enterprise_project_id", Reason.ABSENT);
    }
  }

  private static void checkLanguage(RawRequest request, Inputs inputs) {
    Optional<String> asked = request.header("X-Language");
    if (asked.isPresent() && Language.of(asked.get()).isEmpty()) {
      throw inputs.refusal("X-Language", Reason.UNKNOWN_VALUE);
    }
  }

  private static <Q> Q body(Operation<Q> operation, RawRequest request) {
    Operation.Body<Q> body = operation.body();
    byte[] bytes = request.body();
    boolean empty = bytes.length == 0;
    return switch (body.presence()) {
      case NONE -> Json.read(EMPTY_OBJECT, operation);
      case OPTIONAL -> Json.read(empty ? EMPTY_OBJECT : bytes, operation);
      case REQUIRED -> {
        if (empty) {
          throw new Refusal(operation.service().emptyBody());
        }
        yield Json.read(bytes, operation);
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
      case "PATCH" -> Optional.of(Operation.Method.PATCH);
      case "PUT" -> Optional.of(Operation.Method.PUT);
      case "DELETE" -> Optional.of(Operation.Method.DELETE);
      case "HEAD" -> Optional.of(Operation.Method.HEAD);
      default -> Optional.empty();
    };
  }
}
