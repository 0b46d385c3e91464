package dev.coffer.server.http;

import dev.coffer.server.failure.Language;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Json;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Writes the one answer of a request. */
final class Answer {
  private static final int NO_CONTENT = 204;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final Context context;
  private final String requestId;
  private final Language language;

  Answer(Context context, String requestId, Language language) {
    this.context = context;
    this.requestId = requestId;
    this.language = language;
    context.header("X-Request-Id", requestId);
    context.header("Cache-Control", "no-store");
  }

  void succeed(int status, Reply reply) {
    reply.headers().forEach(context::header);
    if (status == NO_CONTENT) {
      context.status(status).skipRemainingHandlers();
    } else {
      write(status, reply.body());
    }
  }

  void refuse(Refusal refusal, Service service) {
    switch (refusal.failure().status()) {
      case TOO_MANY -> context.header("Retry-After", "1");
      case UNAVAILABLE -> context.header("Retry-After", "5");
      default -> {}
    }
    write(refusal.failure().status(), body(refusal, service));
  }

  private Object body(Refusal refusal, Service service) {
    String code = refusal.failure().code();
    String message = refusal.message(language);
    if (refusal.failure().isGateway()) {
      return new Flat(code, message, requestId);
    }
    var flat = new Flat(code, message, null);
    return service.errorShape() == Service.ErrorShape.NESTED ? new Nested(flat) : flat;
  }

  // The body is complete here; the handlers of the framework must not replace it.
  private void write(int status, Object body) {
    context.status(status).contentType("application/json").result(Json.write(body));
    context.skipRemainingHandlers();
  }

  private record Flat(String errorCode, String errorMsg, @Nullable String requestId) {}

  private record Nested(Flat error) {}
}
