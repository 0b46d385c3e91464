package dev.coffer.acceptance;

import dev.coffer.server.wire.SecretText;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The fields of a request's body, by its record: a body with a good value in each of them, and the
 * bodies that differ from it in one.
 */
final class Fields {
  /** What can be wrong with one field. */
  enum Fault {
    MISSING,
    NULL,
    WRONG_TYPE,
    UNKNOWN,
    TOO_LONG,
    ODD,
    NEGATIVE,
    HUGE
  }

  /** A body with one fault. */
  record Faulty(String field, Fault fault, Map<String, Object> body) {}

  private static final String LONG = "x".repeat(10_000);
  private static final String ODD = "\u0001 \u200f'\"<>/../\\%00\ud83d\ude00";

  private final Map<String, String> good;

  /**
   * Bodies with good values.
   *
   * @param good a good text for a field by its name; the others are left out
   */
  Fields(Map<String, String> good) {
    this.good = Map.copyOf(good);
  }

  List<Faulty> faults(Class<?> body) {
    var found = new ArrayList<Faulty>();
    walk(body, "", found, changed -> changed);
    return found;
  }

  private interface Whole {
    Map<String, Object> with(Map<String, Object> part);
  }

  private void walk(Class<?> type, String prefix, List<Faulty> found, Whole whole) {
    Map<String, Object> sound = sound(type);
    var unknown = new LinkedHashMap<>(sound);
    unknown.put("no_such_field", "x");
    found.add(new Faulty(prefix + "no_such_field", Fault.UNKNOWN, whole.with(unknown)));
    for (RecordComponent component : type.getRecordComponents()) {
      String name = snake(component.getName());
      for (Fault fault : Fault.values()) {
        faulty(component, fault)
            .ifPresent(
                value -> {
                  var changed = new LinkedHashMap<>(sound);
                  value.applyTo(changed, name);
                  found.add(new Faulty(prefix + name, fault, whole.with(changed)));
                });
      }
      inner(component.getGenericType())
          .ifPresent(
              part ->
                  walk(
                      part,
                      prefix + name + ".",
                      found,
                      changed -> {
                        var outer = new LinkedHashMap<>(sound);
                        outer.put(name, isList(component) ? List.of(changed) : changed);
                        return whole.with(outer);
                      }));
    }
  }

  private interface Change {
    void applyTo(Map<String, Object> body, String name);
  }

  private static Optional<Change> faulty(RecordComponent component, Fault fault) {
    Class<?> type = component.getType();
    boolean text = type == String.class || type == SecretText.class;
    boolean number = type == Integer.class || type == Long.class;
    return switch (fault) {
      case MISSING -> Optional.of(Map::remove);
      case NULL -> put(JsonNodeFactory.instance.nullNode());
      case WRONG_TYPE ->
          type == JsonNode.class
              ? Optional.empty()
              : put(type == List.class ? Map.of("x", 1) : List.of(1));
      case UNKNOWN -> Optional.empty();
      case TOO_LONG -> text ? put(LONG) : Optional.empty();
      case ODD -> text ? put(ODD) : Optional.empty();
      case NEGATIVE -> number ? put(-1) : Optional.empty();
      case HUGE -> number ? put(Integer.MAX_VALUE) : Optional.empty();
    };
  }

  private static Optional<Change> put(Object value) {
    return Optional.of((body, name) -> body.put(name, value));
  }

  private Map<String, Object> sound(Class<?> type) {
    var body = new LinkedHashMap<String, Object>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = snake(component.getName());
      value(component, name).ifPresent(value -> body.put(name, value));
    }
    return body;
  }

  private Optional<Object> value(RecordComponent component, String name) {
    Optional<Class<?>> inner = inner(component.getGenericType());
    if (inner.isPresent()) {
      Map<String, Object> part = sound(inner.get());
      return Optional.of(isList(component) ? List.of(part) : part);
    }
    String text = good.get(name);
    if (text == null) {
      return Optional.empty();
    }
    Class<?> type = component.getType();
    if (isList(component)) {
      return Optional.of(List.of(text));
    }
    if (type == Integer.class || type == Long.class) {
      return Optional.of(Long.valueOf(text));
    }
    if (type == Boolean.class) {
      return Optional.of(Boolean.valueOf(text));
    }
    if (type == JsonNode.class) {
      return Optional.of(Wire.JSON.readTree(text));
    }
    return type == Map.class ? Optional.empty() : Optional.of(text);
  }

  private static boolean isList(RecordComponent component) {
    return component.getType() == List.class;
  }

  private static Optional<Class<?>> inner(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return inner(list.getActualTypeArguments()[0]);
    }
    return type instanceof Class<?> part && part.isRecord() && part != SecretText.class
        ? Optional.of(part)
        : Optional.empty();
  }

  static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
