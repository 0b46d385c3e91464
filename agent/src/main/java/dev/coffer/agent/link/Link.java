package dev.coffer.agent.link;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.warehouse.ConversionHost;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.WarehouseHost;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The caller's end: the agent's interfaces, each call a connection. What the agent asks back is
 * answered on the calling thread, and what fails there comes out of the call as it was thrown. An
 * agent that cannot be reached is a failure of the host; the request may have been done or not.
 */
public final class Link {
  /** The caller's keys of instances are always the first that can be asked. */
  static final int FILE_KEYS = 0;

  private static final Calls QUESTIONS = new Calls(Types.ANSWERING);

  private final String other;
  private final Carrier carrier;
  private final FileKeys keys;

  public Link(Carrier carrier, FileKeys keys) {
    this("the agent", carrier, keys);
  }

  /** With a name for the other end, for messages. */
  public Link(String other, Carrier carrier, FileKeys keys) {
    this.other = other;
    this.carrier = carrier;
    this.keys = keys;
  }

  public Agent agent() {
    return remote(Agent.class);
  }

  public WarehouseHost warehouse() {
    return remote(WarehouseHost.class);
  }

  public SnapshotHost snapshots() {
    return remote(SnapshotHost.class);
  }

  public OperatorFiles files() {
    return remote(OperatorFiles.class);
  }

  /** An interface whose methods the other end serves. */
  public <T> T remote(Class<T> type) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
          }
          return method.getReturnType() == ConversionHost.class
              ? remote(ConversionHost.class)
              : call(type, method, arguments == null ? new Object[0] : arguments);
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  // A proxy is itself and nothing else.
  @SuppressWarnings("ReferenceEquality")
  private static Object ofObject(Object proxy, Method method, @Nullable Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "the agent behind a link";
    };
  }

  private @Nullable Object call(Class<?> type, Method method, Object[] arguments) {
    try (Wire wire = carrier.connect()) {
      var answering = new ArrayList<Object>(List.of(keys));
      var encoder = new Encoder(answering);
      ObjectNode said = JsonNodeFactory.instance.objectNode();
      said.put("version", LinkServer.VERSION).put("call", Calls.name(type, method));
      said.set("arguments", encoder.all(method.getGenericParameterTypes(), arguments));
      try (Frame request = encoder.frame(said)) {
        wire.send(request);
      }
      return new Conversation(wire, answering).until(method);
    } catch (IOException unreachable) {
      throw new AgentFailure(Reason.HOST_FAILED, other + " does not answer", unreachable);
    }
  }

  /** What is said until the answer. */
  private static final class Conversation {
    private final Wire wire;
    private final List<Object> answering;
    private @Nullable RuntimeException thrown;

    private Conversation(Wire wire, List<Object> answering) {
      this.wire = wire;
      this.answering = answering;
    }

    private @Nullable Object until(Method method) throws IOException {
      while (true) {
        Frame heard = wire.receive();
        ObjectNode said = heard.said();
        if (said.has("ask")) {
          told(said);
        } else if (said.has("answer")) {
          return method.getReturnType() == void.class
              ? null
              : Decoder.ofAnswer(heard).value(method.getGenericReturnType(), said.path("answer"));
        } else if (said.has("failure")) {
          throw new AgentFailure(
              Reason.valueOf(said.path("failure").asString()), said.path("message").asString());
        } else {
          throw unanswered();
        }
      }
    }

    private RuntimeException unanswered() throws IOException {
      if (thrown == null) {
        throw new IOException("the agent did not answer");
      }
      return thrown;
    }

    private void told(ObjectNode question) throws IOException {
      var encoder = new Encoder(new ArrayList<>());
      ObjectNode answer;
      try {
        answer = LinkServer.answer(answer(encoder, question));
      } catch (AgentFailure failure) {
        answer = LinkServer.failure(failure);
      } catch (RuntimeException failed) {
        thrown = failed;
        answer = JsonNodeFactory.instance.objectNode().put("thrown", true);
      }
      try (Frame frame = encoder.frame(answer)) {
        wire.send(frame);
      }
      encoder.closeSecrets();
    }

    private JsonNode answer(Encoder encoder, ObjectNode question) {
      Object asked = answering.get(question.path("ask").asInt());
      Method method = QUESTIONS.require(question.path("method").asString());
      if (method.getDeclaringClass() != Types.answering(asked)) {
        throw new IllegalArgumentException("not to be asked: " + method);
      }
      try (var decoder = new Decoder(new Frame(question, List.of()), Link::nothing)) {
        Object[] arguments =
            decoder.all(method.getGenericParameterTypes(), question.path("arguments"));
        method.setAccessible(true);
        return encoder.value(method.getGenericReturnType(), method.invoke(asked, arguments));
      } catch (InvocationTargetException failed) {
        if (failed.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException("a question failed", failed);
      } catch (IllegalAccessException impossible) {
        throw new LinkageError("the methods are public", impossible);
      }
    }
  }

  private static Object nothing(Class<?> type, int index) {
    throw new IllegalArgumentException("a question has nothing to ask: " + type);
  }
}
