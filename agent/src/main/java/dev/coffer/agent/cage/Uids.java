package dev.coffer.agent.cage;

import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Which user a name of a data directory runs as. Numbers come from the host's {@link UidRegister},
 * so that two servers on one host never share one, and are never given out twice. Without root
 * everything runs as ourselves.
 *
 * <p>A data directory that was carried to another host gets new numbers there: the record says
 * which register its numbers are from.
 */
public final class Uids {
  private static final String RECORD = "uids.properties";
  private static final String REGISTER = "register";
  private static final String NAME = "uid.";

  private final Path agentDirectory;
  private final Optional<UidRegister> register;

  private Uids(Path agentDirectory, Optional<UidRegister> register) {
    this.agentDirectory = agentDirectory;
    this.register = register;
  }

  /** The record lies in the agent's directory, which only we may write. */
  public static Uids in(Path agentDirectory) {
    return new Uids(
        agentDirectory,
        Confinement.isRoot() ? Optional.of(UidRegister.ofHost()) : Optional.empty());
  }

  static Uids in(Path agentDirectory, UidRegister register) {
    return new Uids(agentDirectory, Optional.of(register));
  }

  /** The same for the same name; a new one where it has none yet, durable before it is returned. */
  public Identity of(String name) throws IOException {
    if (register.isEmpty()) {
      return ourselves();
    }
    synchronized (Uids.class) {
      Optional<Identity> known = known(name);
      return known.isPresent() ? known.get() : give(name);
    }
  }

  /** Empty where the name has none. */
  public Optional<Identity> known(String name) throws IOException {
    return register.isEmpty()
        ? Optional.of(ourselves())
        : Optional.ofNullable(read().getProperty(NAME + name)).map(Uids::identity);
  }

  /** The name's number is free from now on; everything that it owned must be gone. */
  public void forget(String name) throws IOException {
    if (register.isEmpty()) {
      return;
    }
    synchronized (Uids.class) {
      var record = read();
      if (record.remove(NAME + name) != null) {
        write(record);
      }
    }
  }

  /** The user of this process. */
  public static Identity ourselves() throws IOException {
    var self = Path.of("/proc/self");
    return new Identity(
        (int) Files.getAttribute(self, "unix:uid"), (int) Files.getAttribute(self, "unix:gid"));
  }

  private Identity give(String name) throws IOException {
    int number = register.orElseThrow().next();
    var record = read();
    record.setProperty(NAME + name, Integer.toString(number));
    write(record);
    return new Identity(number, number);
  }

  private static Identity identity(String number) {
    int parsed = Integer.parseInt(number);
    return new Identity(parsed, parsed);
  }

  /** Numbers of another host's register mean nothing here. */
  private Properties read() throws IOException {
    var record = new Properties();
    var file = agentDirectory.resolve(RECORD);
    if (Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        record.load(in);
      }
    }
    String host = register.orElseThrow().id();
    if (!host.equals(record.getProperty(REGISTER))) {
      record.clear();
      record.setProperty(REGISTER, host);
    }
    return record;
  }

  private void write(Properties record) throws IOException {
    try (var upload = new DirectoryStore(agentDirectory).begin(RECORD)) {
      record.store(upload, null);
      upload.commit();
    }
  }
}
