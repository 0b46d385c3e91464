package dev.coffer.agent.mariadb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a running server says of itself.
 *
 * @param variables its system variables, by name
 * @param encryptionPlugins those that are active
 */
record ServerFacts(Map<String, String> variables, List<String> encryptionPlugins) {
  private static final String PLUGIN = "encryption plugin";
  private static final String QUESTION =
      "SHOW GLOBAL VARIABLES; SELECT '"
          + PLUGIN
          + "', PLUGIN_NAME FROM information_schema.PLUGINS"
          + " WHERE PLUGIN_TYPE = 'ENCRYPTION' AND PLUGIN_STATUS = 'ACTIVE'";

  ServerFacts {
    variables = Map.copyOf(variables);
    encryptionPlugins = List.copyOf(encryptionPlugins);
  }

  static ServerFacts ask(Programs programs, Access access) throws IOException {
    return parse(access.ask(programs, QUESTION));
  }

  private static ServerFacts parse(String answer) {
    var variables = new HashMap<String, String>();
    var plugins = new ArrayList<String>();
    for (var line : answer.lines().toList()) {
      var columns = line.split("\t", 2);
      var value = columns.length == 2 ? columns[1] : "";
      if (columns[0].equals(PLUGIN)) {
        plugins.add(value);
      } else {
        variables.put(columns[0], value);
      }
    }
    return new ServerFacts(variables, plugins);
  }

  String version() throws IOException {
    return require("version");
  }

  Path dataDirectory() throws IOException {
    return Path.of(require("datadir"));
  }

  int port() throws IOException {
    return Integer.parseInt(require("port"));
  }

  private String require(String name) throws IOException {
    var value = variables.get(name);
    if (value == null) {
      throw new IOException("a server did not say its " + name);
    }
    return value;
  }
}
