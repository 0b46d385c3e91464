package dev.coffer.agent.postgresql.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings that a server was started with, and those of the arguments that we would not know
 * how to give to another.
 */
public record CommandLine(Map<String, String> settings, List<String> unknown) {
  private static final Map<Character, String> SHORT =
      Map.of('p', "port", 'k', "unix_socket_directories", 'h', "listen_addresses");

  /** Of the arguments behind the program. */
  public static CommandLine parse(List<String> arguments) {
    var parsed = new CommandLine(new LinkedHashMap<>(), new ArrayList<>());
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      parsed.take(rest.next(), rest);
    }
    return parsed;
  }

  private void take(String argument, Iterator<String> rest) {
    if (argument.startsWith("--")) {
      set(argument, argument.substring(2));
    } else if (argument.startsWith("-c")) {
      set(argument, value(argument, rest));
    } else if (argument.startsWith("-D")) {
      var _ = value(argument, rest);
    } else if (argument.equals("-i")) {
      settings.put(SHORT.get('h'), "*");
    } else if (argument.length() > 1 && SHORT.containsKey(argument.charAt(1))) {
      settings.put(SHORT.get(argument.charAt(1)), value(argument, rest));
    } else {
      unknown.add(argument);
    }
  }

  private void set(String argument, String setting) {
    int equal = setting.indexOf('=');
    if (equal > 0) {
      settings.put(setting.substring(0, equal).replace('-', '_'), setting.substring(equal + 1));
    } else {
      unknown.add(argument);
    }
  }

  /** It stands in the same argument or in the next. */
  private static String value(String argument, Iterator<String> rest) {
    if (argument.length() > 2) {
      return argument.substring(2);
    }
    return rest.hasNext() ? rest.next() : "";
  }
}
