package dev.coffer.agent.host;

import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What a start of an instance needs to know; nothing secret. Its file makes the instance exist. */
public record Settings(String bindAddress, int port, String version) {
  public static final String FILE = "instance.properties";

  public static Settings read(Path file) throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return new Settings(
        value(properties, "bind_address", file),
        Integer.parseInt(value(properties, "port", file)),
        value(properties, "version", file));
  }

  /** Whole and durable, or not at all. */
  public void write(Path directory) throws IOException {
    var properties = new Properties();
    properties.setProperty("bind_address", bindAddress);
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("version", version);
    try (var upload = new DirectoryStore(directory).begin(FILE)) {
      properties.store(upload, null);
      upload.commit();
    }
  }

  private static String value(Properties properties, String key, Path file) throws IOException {
    var value = properties.getProperty(key);
    if (value == null) {
      throw new IOException("no " + key + " in " + file);
    }
    return value;
  }
}
