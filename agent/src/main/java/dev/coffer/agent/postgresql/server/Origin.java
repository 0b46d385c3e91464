package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.cage.Uids;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where an adopted node was, who ran it, and with what: enough to start it again there, or in
 * another place as the same server.
 *
 * @param data its data directory, without links on the way
 * @param owner the user and the group that it belongs to
 * @param settings what it was started with, beside the places of its files
 */
public record Origin(
    Path data, Identity owner, Configuration configuration, Map<String, String> settings) {
  static final String FILE = "origin.properties";

  private static final String SETTING = "setting.";
  private static final String CONTROL = "global/pg_control";
  private static final String CLOSED_CONTROL = "global/pg_control.coffer";

  /** The files that it reads; those in the data directory move with it, by a relative path. */
  public record Configuration(Path settings, Path access, Path identities) {}

  public Origin {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Refuses a server of root's, and without root that of anyone but ourselves. */
  public static Identity ownerOf(Adoptable.Directory data) throws IOException {
    var owner = new Identity(data.user(), data.group());
    if (owner.user() == 0) {
      throw new AgentFailure(
          Reason.NOT_ADOPTABLE, "data directory " + data.path() + " belongs to root");
    }
    if (!Confinement.isRoot() && owner.user() != Uids.ourselves().user()) {
      throw new AgentFailure(
          Reason.HOST_FAILED, "only root can run a server as user " + owner.user());
    }
    return owner;
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
  public void close(CagedTree tree) throws IOException {
    tree.rename(CONTROL, CLOSED_CONTROL);
  }

  /** Does nothing where it is not closed. */
  public void reopen(CagedTree tree) throws IOException {
    tree.rename(CLOSED_CONTROL, CONTROL);
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
            new Identity(
                number("passwd", value(properties, "user", file)),
                number("group", value(properties, "group", file))),
            new Configuration(
                Path.of(value(properties, "config_file", file)),
                Path.of(value(properties, "hba_file", file)),
                Path.of(value(properties, "ident_file", file))),
            settings));
  }

  /** Earlier versions of us wrote names down. */
  private static int number(String kind, String written) throws IOException {
    if (written.matches("\\d+")) {
      return Integer.parseInt(written);
    }
    var said = new ArrayList<String>();
    Command.of(Path.of("/usr/bin/getent"), kind, written).run(said::add);
    return Integer.parseInt(said.getFirst().split(":", -1)[2]);
  }

  private static String value(Properties properties, String key, Path file) throws IOException {
    var value = properties.getProperty(key);
    if (value == null) {
      throw new IOException("no " + key + " in " + file);
    }
    return value;
  }

  /** Whole and durable, or not at all. */
  public void write(Path directory) throws IOException {
    var properties = new Properties();
    properties.setProperty("data_directory", data.toString());
    properties.setProperty("user", Integer.toString(owner.user()));
    properties.setProperty("group", Integer.toString(owner.group()));
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
