package dev.coffer.agent.link;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

/** The methods of some interfaces, by the names that they have on the wire. */
final class Calls {
  private final Map<String, Method> methods = new HashMap<>();

  Calls(Iterable<Class<?>> interfaces) {
    for (Class<?> type : interfaces) {
      for (Method method : type.getMethods()) {
        if (Modifier.isAbstract(method.getModifiers())
            && methods.put(name(type, method), method) != null) {
          throw new IllegalStateException("two methods are " + name(type, method));
        }
      }
    }
  }

  static String name(Class<?> type, Method method) {
    return "%s.%s/%d".formatted(type.getSimpleName(), method.getName(), method.getParameterCount());
  }

  Method require(String name) {
    Method method = methods.get(name);
    if (method == null) {
      throw new IllegalArgumentException("there is no call " + name);
    }
    return method;
  }
}
