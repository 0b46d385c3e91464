package dev.coffer.cli.client;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Servers that the user signed in to: {@code profiles.json} says where they are, {@code
 * credentials.json} holds what opens them.
 */
public final class Profiles {
  private static final String PROFILES = "profiles.json";
  private static final String CREDENTIALS = "credentials.json";
  private static final String CURRENT = "current";
  public static final String DEFAULT = "default";

  private final PrivateFiles files;

  public Profiles(Map<String, String> environment) {
    this.files = new PrivateFiles(directory(environment));
  }

  private static Path directory(Map<String, String> environment) {
    String own = environment.getOrDefault("COFFER_CONFIG_DIR", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(xdg);
    return base.resolve("coffer");
  }

  public String current() {
    return files.read(PROFILES).path(CURRENT).asString(DEFAULT);
  }

  public List<String> names() {
    return List.copyOf(files.read(PROFILES).path("profiles").propertyNames());
  }

  /** A setting of a profile, such as {@code endpoint}. */
  public Optional<String> setting(String profile, String name) {
    return files.read(PROFILES).path("profiles").path(profile).path(name).asStringOpt();
  }

  /** Something secret of a profile, such as {@code token}. */
  Optional<String> credential(String profile, String name) {
    return files.read(CREDENTIALS).path(profile).path(name).asStringOpt();
  }

  public String credentialsFile() {
    return files.file(CREDENTIALS).toString();
  }

  /** Makes a profile or changes settings of one; a null takes the setting away. */
  public void set(String profile, Map<String, ? extends @Nullable Object> settings) {
    ObjectNode all = files.read(PROFILES);
    ObjectNode one = all.withObjectProperty("profiles").withObjectProperty(profile);
    settings.forEach((name, value) -> put(one, name, value));
    if (!all.has(CURRENT)) {
      all.put(CURRENT, profile);
    }
    files.write(PROFILES, all);
  }

  /** Replaces what opens a profile's server. */
  public void setCredentials(String profile, Map<String, String> credentials) {
    ObjectNode all = files.read(CREDENTIALS);
    ObjectNode one = all.putObject(profile);
    credentials.forEach(one::put);
    files.write(CREDENTIALS, all);
  }

  public void use(String profile) {
    require(profile);
    ObjectNode all = files.read(PROFILES);
    files.write(PROFILES, all.put(CURRENT, profile));
  }

  /** Forgets what opens the server, and says whether there was anything. */
  public boolean signOut(String profile) {
    ObjectNode all = files.read(CREDENTIALS);
    boolean was = all.remove(profile) != null;
    if (was) {
      files.write(CREDENTIALS, all);
    }
    return was;
  }

  public void delete(String profile) {
    require(profile);
    signOut(profile);
    ObjectNode all = files.read(PROFILES);
    all.withObjectProperty("profiles").remove(profile);
    if (all.path(CURRENT).asString("").equals(profile)) {
      all.remove(CURRENT);
    }
    files.write(PROFILES, all);
  }

  public void require(String profile) {
    if (!names().contains(profile)) {
      throw new Failed(ExitCode.ABSENT, "there is no profile " + profile, "coffer profile list");
    }
  }

  private static void put(ObjectNode node, String name, @Nullable Object value) {
    if (value == null) {
      node.remove(name);
    } else {
      node.put(name, value.toString());
    }
  }
}
