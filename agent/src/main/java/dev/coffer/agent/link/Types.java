package dev.coffer.agent.link;

import dev.coffer.agent.DataKey;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.pipeline.Feed;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What may be named on the wire. */
final class Types {
  /** The field that says which of a sealed type a record is. */
  static final String TAG = "type";

  /** What stays where it is and is asked. */
  static final List<Class<?>> ANSWERING =
      List.of(
          FileKeys.class,
          Watch.class,
          StoredBackup.Unwrap.class,
          BooleanSupplier.class,
          DataKey.class,
          Feed.class);

  private Types() {}

  static boolean isAnswering(Class<?> type) {
    return ANSWERING.stream().anyMatch(answering -> answering.isAssignableFrom(type));
  }

  static Class<?> answering(Object value) {
    return ANSWERING.stream()
        .filter(type -> type.isInstance(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("answers nothing: " + value.getClass()));
  }

  static Type element(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return parameterized.getActualTypeArguments()[0];
    }
    throw new IllegalArgumentException("of what is not said: " + type);
  }

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType parameterized -> (Class<?>) parameterized.getRawType();
      default -> throw new IllegalArgumentException("cannot be sent: " + type);
    };
  }

  static @Nullable Object get(RecordComponent component, Record record) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("a record has its components", impossible);
    }
  }

  /** The records that a sealed type permits, by their simple names. */
  static Map<String, Class<?>> permitted(Class<?> sealed) {
    Map<String, Class<?>> records = new TreeMap<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        records.put(permitted.getSimpleName(), permitted);
      }
    }
    return records;
  }
}
