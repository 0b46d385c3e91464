package dev.coffer.server.http;

import dev.coffer.server.audit.Event;
import dev.coffer.server.audit.Trace;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Resource;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request on its way through the gate, and what is known of it by then. */
final class Passage<Q> {
  /** An id is what the caller wrote: it must not fill the log. */
  private static final int LONGEST_ID = 300;

  private final Operation<Q> operation;
  private final Map<String, String> path;
  private final Context context;
  private final String requestId;
  private final Trace trace = new Trace();
  private Event.@Nullable Actor actor;
  private @Nullable String resource;
  private boolean counted;

  Passage(Operation<Q> operation, Map<String, String> path, Context context, String requestId) {
    this.operation = operation;
    this.path = path;
    this.context = context;
    this.requestId = requestId;
  }

  Operation<Q> operation() {
    return operation;
  }

  Map<String, String> path() {
    return path;
  }

  Context context() {
    return context;
  }

  String requestId() {
    return requestId;
  }

  Trace trace() {
    return trace;
  }

  /** Whether this is the first time that it is counted. */
  boolean countsOnce() {
    boolean first = !counted;
    counted = true;
    return first;
  }

  void isBy(Caller caller) {
    actor = new Event.Actor(caller.userId(), caller.userName(), caller.domainId());
  }

  void isAbout(Resource named) {
    if (!named.id().isEmpty()) {
      String id = named.id().substring(0, Math.min(named.id().length(), LONGEST_ID));
      String name = named.type() + "/" + id;
      resource = resource == null ? name : resource + " " + name;
    }
  }

  Event succeeded(Instant now) {
    return event(now, operation.status(), Optional.empty());
  }

  Event refused(Refusal refusal, Instant now) {
    return event(now, refusal.failure().status(), Optional.of(refusal.failure().code()));
  }

  private Event event(Instant now, int status, Optional<String> error) {
    return new Event(
        now,
        requestId,
        operation.name(),
        Optional.ofNullable(actor),
        context.req().getRemoteAddr(),
        Optional.ofNullable(path.get("project_id")),
        Optional.ofNullable(resource),
        status,
        error,
        trace.keys());
  }
}
