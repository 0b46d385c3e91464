package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a node of somebody else's was, who ran it, and with what: enough to start it again there,
 * or in another place as the same server.
 *
 * @param data its data directory, without links on the way
 * @param settings what it was started with, beside the places of its files
 */
record Origin(Path data, Owner owner, Configuration configuration, Map<String, String> settings) {
  static final String FILE = "origin.properties";

  private static final String SETTING = "setting.";
  private static final String CONTROL = "pg_control";
  private static final String CLOSED_CONTROL = "pg_control.coffer";

  /** The user and the group that the data directory belongs to. */
  record Owner(String user, String group) {}

  /** The files that it reads; those in the data directory move with it, by a relative path. */
  record Configuration(Path settings, Path access, Path identities) {}

  Origin {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  EngineUser user() {
    return EngineUser.another(owner.user(), owner.group());
  }

  /** What starts it at its port, with its data in this directory. */
  StartOptions options(Path directory, int port) {
    var options =
        StartOptions.withConfiguration(
            directory,
            configuration.settings(),
            configuration.access(),
            configuration.identities());
    for (var setting : settings.entrySet()) {
      if (!options.settings().containsKey(setting.getKey())) {
        options = options.and(setting.getKey(), setting.getValue());
      }
    }
    options = options.and("port", Integer.toString(port));
    // Tools of the host would take what is in there for the server that they know.
    return directory.equals(data) ? options : options.and("external_pid_file", "");
  }

  /**
   * Closes the place, so that no server starts there any more: the first thing that one reads is
   * the control file.
   */
  void close() throws IOException {
    rename(CONTROL, CLOSED_CONTROL);
  }

  /** Does nothing where it is not closed. */
  void reopen() throws IOException {
    if (Files.exists(global().resolve(CLOSED_CONTROL))) {
      rename(CLOSED_CONTROL, CONTROL);
    }
  }

  private void rename(String from, String to) throws IOException {
    Files.move(global().resolve(from), global().resolve(to), StandardCopyOption.ATOMIC_MOVE);
    try (var directory = FileChannel.open(global())) {
      directory.force(true);
    }
  }

  private Path global() {
    return data.resolve("global");
  }

  /** Empty where the node in the directory is one of our own making. */
  static Optional<Origin> read(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    var settings = new LinkedHashMap<String, String>();
    for (var name : properties.stringPropertyNames()) {
      if (name.startsWith(SETTING)) {
        settings.put(name.substring(SETTING.length()), value(properties, name, file));
      }
    }
    return Optional.of(
        new Origin(
            Path.of(value(properties, "data_directory", file)),
            new Owner(value(properties, "user", file), value(properties, "group", file)),
            new Configuration(
                Path.of(value(properties, "config_file", file)),
                Path.of(value(properties, "hba_file", file)),
                Path.of(value(properties, "ident_file", file))),
            settings));
  }

  private static String value(Properties properties, String key, Path file) throws IOException {
    var value = properties.getProperty(key);
    if (value == null) {
      throw new IOException("no " + key + " in " + file);
    }
    return value;
  }

  /** Whole and durable, or not at all. */
  void write(Path directory) throws IOException {
    var properties = new Properties();
    properties.setProperty("data_directory", data.toString());
    properties.setProperty("user", owner.user());
    properties.setProperty("group", owner.group());
    properties.setProperty("config_file", configuration.settings().toString());
    properties.setProperty("hba_file", configuration.access().toString());
    properties.setProperty("ident_file", configuration.identities().toString());
    settings.forEach((name, value) -> properties.setProperty(SETTING + name, value));
    try (var upload = new DirectoryStore(directory).begin(FILE)) {
      properties.store(upload, null);
      upload.commit();
    }
  }
}
