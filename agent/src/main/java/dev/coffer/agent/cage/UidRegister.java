package dev.coffer.agent.cage;

import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The host's register of user numbers that were given out: a counter that only grows, behind a
 * lock, durable before a number is used. It begins above what systemd, containers and the
 * subordinate ranges of users take.
 */
final class UidRegister {
  private static final Path HOST = Path.of("/var/lib/coffer");
  static final int FIRST = 1_900_000_000;
  private static final String FILE = "uids";
  private static final String LOCK = "uids.lock";
  private static final String ID = "id";
  private static final String NEXT = "next";

  private final Path directory;
  private final TakenUids taken;

  UidRegister(Path directory, TakenUids taken) {
    this.directory = directory;
    this.taken = taken;
  }

  static UidRegister ofHost() {
    return new UidRegister(HOST, TakenUids.ofHost());
  }

  /** Tells one host's register from another's. */
  String id() throws IOException {
    return locked(register -> register.getProperty(ID));
  }

  int next() throws IOException {
    return locked(
        register -> {
          int number = Integer.parseInt(register.getProperty(NEXT));
          while (taken.contains(number)) {
            number = Math.incrementExact(number);
          }
          register.setProperty(NEXT, Integer.toString(Math.incrementExact(number)));
          write(register);
          return number;
        });
  }

  private interface Work<T> {
    T with(Properties register) throws IOException;
  }

  private <T> T locked(Work<T> work) throws IOException {
    // Java refuses a second lock of the same process instead of waiting for it.
    synchronized (UidRegister.class) {
      var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Files.createDirectories(directory, mode);
      try (var channel =
              FileChannel.open(
                  directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        return work.with(read());
      }
    }
  }

  private Properties read() throws IOException {
    var file = directory.resolve(FILE);
    var register = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newInputStream(file)) {
        register.load(in);
      }
      requireWhole(register, file);
    } else {
      register.setProperty(ID, freshId());
      register.setProperty(NEXT, Integer.toString(FIRST));
      write(register);
    }
    return register;
  }

  private static void requireWhole(Properties register, Path file) throws IOException {
    var next = register.getProperty(NEXT, "");
    if (register.getProperty(ID) == null
        || !next.matches("\\d{10}")
        || Integer.parseInt(next) < FIRST) {
      throw new IOException("%s is not a register of users: put it back".formatted(file));
    }
  }

  private void write(Properties register) throws IOException {
    try (var upload = new DirectoryStore(directory).begin(FILE)) {
      register.store(upload, null);
      upload.commit();
    }
  }

  private static String freshId() {
    var id = new byte[16];
    new SecureRandom().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
