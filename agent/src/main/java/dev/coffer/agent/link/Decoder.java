package dev.coffer.agent.link;

import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeException;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import dev.coffer.crypto.secret.SecretBytes;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads values of the types that the interfaces name, and of no others: a field that is missing,
 * unknown or of another type is refused with {@link IllegalArgumentException}, as is what a record
 * refuses itself. Secrets are closed with the decoder.
 */
final class Decoder implements AutoCloseable {
  private final List<SecretBytes> secrets;
  private final Asked asked;

  /** Makes what asks the other side, of an index that it told. */
  interface Asked {
    Object of(Class<?> type, int index);
  }

  Decoder(Frame frame, Asked asked) {
    this.secrets = frame.secrets().stream().map(SecretBytes::absorb).toList();
    this.asked = asked;
  }

  /** For answers, which hold nothing to ask. */
  static Decoder ofAnswer(Frame frame) {
    return new Decoder(
        frame,
        (type, index) -> {
          throw new IllegalArgumentException("an answer has nothing to ask: " + type);
        });
  }

  Object[] all(Type[] types, JsonNode array) {
    if (!array.isArray() || array.size() != types.length) {
      throw new IllegalArgumentException("there are not %d arguments".formatted(types.length));
    }
    var values = new Object[types.length];
    for (int n = 0; n < types.length; n++) {
      values[n] = value(types[n], array.get(n));
    }
    return values;
  }

  Object value(Type type, JsonNode node) {
    Class<?> raw = Types.raw(type);
    if (raw == Optional.class) {
      return array(Types.element(type), node, 1).stream().findFirst();
    }
    if (raw == List.class) {
      return List.copyOf(array(Types.element(type), node, Integer.MAX_VALUE));
    }
    if (raw == Set.class) {
      return new LinkedHashSet<>(array(Types.element(type), node, Integer.MAX_VALUE));
    }
    if (Types.ANSWERING.contains(raw)) {
      return asked.of(raw, number(node));
    }
    if (raw.isSealed() && raw.isInterface()) {
      Class<?> permitted = Types.permitted(raw).get(node.path(Types.TAG).asString(""));
      return record(required(permitted, raw.getSimpleName()), node, 1);
    }
    return raw.isRecord() && raw != Envelope.class ? record(raw, node, 0) : single(raw, node);
  }

  private Object single(Class<?> raw, JsonNode node) {
    return switch (raw.getName()) {
      case "boolean", "java.lang.Boolean" -> {
        if (!node.isBoolean()) {
          throw new IllegalArgumentException("not true or false");
        }
        yield node.booleanValue();
      }
      case "int", "java.lang.Integer" -> number(node);
      case "long", "java.lang.Long" -> {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
          throw new IllegalArgumentException("not a number");
        }
        yield node.longValue();
      }
      case "java.util.OptionalInt" ->
          array(Integer.class, node, 1).stream()
              .mapToInt(Integer.class::cast)
              .boxed()
              .findFirst()
              .map(OptionalInt::of)
              .orElse(OptionalInt.empty());
      default -> raw == SecretBytes.class ? secret(node) : named(raw, node);
    };
  }

  private static Object named(Class<?> raw, JsonNode node) {
    if (raw == EnvelopeFile.class) {
      return envelopeFile(node);
    }
    String text = text(node);
    if (raw == String.class) {
      return text;
    } else if (raw == Path.class) {
      return Path.of(text);
    } else if (raw == URI.class) {
      return URI.create(text);
    } else if (raw == Instant.class || raw == Duration.class) {
      return time(raw, text);
    } else if (raw == Envelope.class) {
      return envelope(text);
    }
    return Arrays.stream(required(raw.getEnumConstants(), raw.getName()))
        .filter(constant -> ((Enum<?>) constant).name().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + raw.getSimpleName()));
  }

  private static Object time(Class<?> raw, String text) {
    try {
      return raw == Instant.class ? Instant.parse(text) : Duration.parse(text);
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException("not a time", malformed);
    }
  }

  private SecretBytes secret(JsonNode node) {
    int index = number(node);
    if (index < 0 || index >= secrets.size()) {
      throw new IllegalArgumentException("no secret " + index);
    }
    return secrets.get(index);
  }

  private static Envelope envelope(String line) {
    try {
      return Envelope.ofLine(Base64.getDecoder().decode(line));
    } catch (EnvelopeException malformed) {
      throw new IllegalArgumentException("not an envelope", malformed);
    }
  }

  private static EnvelopeFile envelopeFile(JsonNode node) {
    try {
      return EnvelopeFile.read(
          text(node.path("backup")), Base64.getDecoder().decode(text(node.path("bytes"))));
    } catch (EnvelopeException malformed) {
      throw new IllegalArgumentException("not an envelope", malformed);
    }
  }

  private List<Object> array(Type element, JsonNode node, int most) {
    if (!node.isArray() || node.size() > most) {
      throw new IllegalArgumentException("not a list of at most " + most);
    }
    var values = new ArrayList<Object>();
    for (JsonNode each : node) {
      values.add(value(element, each));
    }
    return values;
  }

  private Object record(Class<?> type, JsonNode node, int further) {
    RecordComponent[] components = type.getRecordComponents();
    if (!node.isObject() || node.size() != components.length + further) {
      throw new IllegalArgumentException("not the fields of " + type.getSimpleName());
    }
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    for (int n = 0; n < components.length; n++) {
      JsonNode field = required(node.get(components[n].getName()), components[n].getName());
      types[n] = components[n].getType();
      values[n] =
          field.isNull() && mayBeNull(components[n])
              ? null
              : value(components[n].getGenericType(), field);
    }
    return construct(type, types, values);
  }

  private static boolean mayBeNull(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Object construct(Class<?> type, Class<?>[] types, @Nullable Object[] values) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      throw new IllegalArgumentException(
          "refused as " + type.getSimpleName() + ": " + refused.getCause(), refused);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("a record has its constructor", impossible);
    }
  }

  private static int number(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw new IllegalArgumentException("not a number");
    }
    return node.intValue();
  }

  private static String text(JsonNode node) {
    if (!node.isString()) {
      throw new IllegalArgumentException("not a text");
    }
    return node.stringValue();
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("missing or unknown: " + name);
    }
    return value;
  }

  @Override
  public void close() {
    secrets.forEach(SecretBytes::close);
  }
}
