package dev.coffer.agent.link;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Watch;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request as the agent sees it. Its caller is asked from any thread, one question at a time. A
 * caller that went away wants nothing any more: its request counts as cancelled, its key as not to
 * be used.
 */
final class Exchange {
  private static final int MOST_ANSWERING = 64;

  private final Wire wire;
  private final java.util.ArrayList<Decoder> answers = new java.util.ArrayList<>();
  private boolean answered;

  Exchange(Wire wire) {
    this.wire = wire;
  }

  /** What asks the caller under an index. */
  Object asking(Class<?> type, int index) {
    if (index < 0 || index >= MOST_ANSWERING) {
      throw new IllegalArgumentException("nothing answers under " + index);
    }
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          return method.getDeclaringClass() == Object.class
              ? ofObject(proxy, method, arguments)
              : ask(type, index, method, arguments == null ? new Object[0] : arguments);
        };
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  // A proxy is itself and nothing else.
  @SuppressWarnings("ReferenceEquality")
  private static Object ofObject(Object proxy, Method method, @Nullable Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "the caller's " + proxy.getClass().getInterfaces()[0].getSimpleName();
    };
  }

  /** No question comes in between, from a thread that the request left behind, nor afterwards. */
  synchronized void answer(Frame frame) throws IOException {
    answered = true;
    wire.send(frame);
  }

  private synchronized @Nullable Object ask(
      Class<?> type, int index, Method method, Object[] arguments) {
    try {
      if (answered) {
        throw new IOException("the request is answered");
      }
      var encoder = new Encoder(List.of());
      ObjectNode said = JsonNodeFactory.instance.objectNode();
      said.put("ask", index).put("method", Calls.name(type, method));
      said.set("arguments", encoder.all(method.getGenericParameterTypes(), arguments));
      try (Frame question = encoder.frame(said)) {
        wire.send(question);
      }
      return answer(method, wire.receive());
    } catch (IOException gone) {
      return withoutCaller(type, method, gone);
    }
  }

  private @Nullable Object answer(Method method, Frame answer) {
    JsonNode failure = answer.said().get("failure");
    if (failure != null) {
      throw new AgentFailure(
          Reason.valueOf(failure.asString()), answer.said().path("message").asString());
    }
    JsonNode value = answer.said().get("answer");
    if (value == null) {
      throw new CallerThrew();
    }
    if (method.getReturnType() == void.class) {
      return null;
    }
    var decoder = Decoder.ofAnswer(answer);
    answers.add(decoder);
    return decoder.value(method.getGenericReturnType(), value);
  }

  private static @Nullable Object withoutCaller(Class<?> type, Method method, IOException gone) {
    if (type == Watch.class) {
      return method.getReturnType() == boolean.class ? true : null;
    }
    if (type == BooleanSupplier.class) {
      return false;
    }
    throw new AgentFailure(Reason.CANCELLED, "the server that asked went away", gone);
  }

  /** Forgets every secret that the caller told. */
  synchronized void forget() {
    answers.forEach(Decoder::close);
  }
}
