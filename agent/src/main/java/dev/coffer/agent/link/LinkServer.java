package dev.coffer.agent.link;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Id;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.warehouse.ConversionHost;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.WarehouseHost;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The agent's end: does what one request of a connection asks, on the thread that it is given. Each
 * argument is checked before anything happens: ids by {@link Id}, records by their constructors.
 * What names a place of this host is checked where it is used, against the operator's list.
 */
public final class LinkServer {
  static final int VERSION = 1;
  private static final int LONGEST_LOGGED = 300;

  private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);
  private static final ThreadLocal<Exchange> CURRENT = new ThreadLocal<>();

  private final Map<Class<?>, Object> hosts;
  private final Calls calls;

  /** What does the work. */
  public record Hosts(
      Agent agent, WarehouseHost warehouse, SnapshotHost snapshots, OperatorFiles files) {}

  public LinkServer(Hosts hosts) {
    this(
        Map.of(
            Agent.class, hosts.agent(),
            WarehouseHost.class, hosts.warehouse(),
            ConversionHost.class, hosts.warehouse().conversions(),
            SnapshotHost.class, hosts.snapshots(),
            OperatorFiles.class, hosts.files()));
  }

  /** Serves other interfaces than the agent's. */
  public LinkServer(Map<Class<?>, Object> hosts) {
    this.hosts = Map.copyOf(hosts);
    this.calls = new Calls(hosts.keySet());
  }

  /** Keys of instances, asked of the caller of the request that needs them. */
  public static FileKeys callersKeys() {
    return new FileKeys() {
      @Override
      public Optional<Vault> vault(String instanceId) {
        return ofCaller().vault(instanceId);
      }

      @Override
      public Optional<VolumeKey> volume(String instanceId) {
        return ofCaller().volume(instanceId);
      }
    };
  }

  private static FileKeys ofCaller() {
    Exchange exchange = CURRENT.get();
    if (exchange == null) {
      throw new IllegalStateException("keys are asked for outside of a request");
    }
    return (FileKeys) exchange.asking(FileKeys.class, Link.FILE_KEYS);
  }

  /** Returns when the request is answered, or its caller gone. */
  public void serve(Wire wire) throws IOException {
    var exchange = new Exchange(wire);
    CURRENT.set(exchange);
    try (Frame request = wire.receive()) {
      if (request.said().path("version").asInt(-1) != VERSION) {
        throw new IOException("the caller speaks another version than " + VERSION);
      }
      var encoder = new Encoder(new ArrayList<>());
      ObjectNode answer;
      // What the request brought is forgotten before its caller knows that it is answered.
      try (var decoder = new Decoder(request, exchange::asking)) {
        answer = answer(request.said(), decoder, encoder);
      }
      try (Frame frame = encoder.frame(answer)) {
        exchange.answer(frame);
      }
      encoder.closeSecrets();
    } finally {
      CURRENT.remove();
      exchange.forget();
    }
  }

  private ObjectNode answer(ObjectNode said, Decoder decoder, Encoder encoder) throws IOException {
    try {
      Method method = calls.require(said.path("call").asString());
      Object[] arguments = decoder.all(method.getGenericParameterTypes(), said.path("arguments"));
      requireIds(arguments);
      Object result = method.invoke(hosts.get(method.getDeclaringClass()), arguments);
      return answer(encoder.value(method.getGenericReturnType(), result));
    } catch (InvocationTargetException failed) {
      return failure(failed.getCause());
    } catch (IllegalArgumentException refused) {
      LOG.warn("a request was refused: {}", printable(String.valueOf(refused.getMessage())));
      return failure(new AgentFailure(Reason.HOST_FAILED, "refused", refused));
    } catch (IllegalAccessException impossible) {
      throw new LinkageError("the methods are public", impossible);
    }
  }

  /** A message may quote what a caller sent: no line of the log is the caller's to write. */
  private static String printable(String message) {
    String start =
        message.length() > LONGEST_LOGGED ? message.substring(0, LONGEST_LOGGED) : message;
    return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  private static void requireIds(Object[] arguments) {
    for (int n = 0; n < arguments.length; n++) {
      if (arguments[n] instanceof String id) {
        Id.require(id);
      } else if (arguments[n] instanceof Collection<?> several) {
        several.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .forEach(Id::require);
      }
    }
  }

  static ObjectNode answer(JsonNode value) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("answer", value);
    return answer;
  }

  /** A failure of the agent travels as itself; what the caller threw, the caller knows. */
  static ObjectNode failure(@Nullable Throwable thrown) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (thrown == null || CallerThrew.isIn(thrown)) {
      return answer.put("thrown", true);
    }
    if (thrown instanceof AgentFailure failure) {
      return answer
          .put("failure", failure.reason().name())
          .put("message", String.valueOf(failure.getMessage()));
    }
    LOG.error("a request failed for a reason that is the agent's", thrown);
    return answer
        .put("failure", Reason.HOST_FAILED.name())
        .put("message", "the agent failed, its log says why: " + thrown.getClass().getSimpleName());
  }
}
