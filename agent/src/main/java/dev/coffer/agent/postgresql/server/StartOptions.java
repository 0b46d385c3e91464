package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.host.Settings;
import dev.coffer.agent.postgresql.citus.Links;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings that a server is started with; they win over those in any file. */
record StartOptions(Map<String, String> settings) {
  StartOptions {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * Those of a server of our own: whatever its files say, and they may be those of a captured
   * server, it works and writes nowhere but in its place.
   */
  static StartOptions own(Place place, Settings settings) {
    return alone(place).at(place, settings);
  }

  /** The same for a server that nothing connects to. */
  static StartOptions alone(Place place) {
    return withConfiguration(
            place.data(),
            Path.of(Place.CONFIGURATION),
            Path.of(Place.ACCESS),
            Path.of("pg_ident.conf"))
        .and("external_pid_file", "")
        .and("logging_collector", "off")
        .and("archive_mode", "off");
  }

  /** Files that are given by a relative path lie in the data directory. */
  static StartOptions withConfiguration(
      Path data, Path configuration, Path access, Path identities) {
    return new StartOptions(Map.of())
        .and("data_directory", data.toString())
        .and("config_file", data.resolve(configuration).toString())
        .and("hba_file", data.resolve(access).toString())
        .and("ident_file", data.resolve(identities).toString());
  }

  /** The same, to be reached at an address and through the sockets of our own. */
  StartOptions at(Place place, Settings settings) {
    return and("listen_addresses", settings.bindAddress())
        .and("port", Integer.toString(settings.port()))
        .and("unix_socket_directories", place.socketsFromData().toString());
  }

  /** The same, to be reached by the other nodes of its cluster too. */
  StartOptions linked(Place place, Links links) {
    var options = and("unix_socket_directories", place.socketsFromData() + "," + links.own());
    for (var setting : links.settings().entrySet()) {
      options = options.and(setting.getKey(), setting.getValue());
    }
    return options;
  }

  StartOptions and(String name, String value) {
    var more = new LinkedHashMap<>(settings);
    more.put(name, value);
    return new StartOptions(more);
  }

  List<String> line() {
    var line = new ArrayList<String>();
    settings.forEach(
        (name, value) -> {
          line.add("-c");
          line.add(name + "=" + value);
        });
    return line;
  }
}
