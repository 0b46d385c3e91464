package dev.coffer.agent;

import dev.coffer.agent.AgentFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The running engines that the operator of this host allows to be adopted. What is not listed is
 * neither connected to nor looked at, whatever a caller of the API may do: an address and a
 * directory that a tenant chooses would let it reach what only this host can.
 */
public final class Adoptable {
  public static final Adoptable NOTHING = new Adoptable(Optional.empty());

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();

  private final Optional<Path> file;

  private Adoptable(Optional<Path> file) {
    this.file = file;
  }

  /** What a file lists, which is read anew for each request; it must be well-formed now. */
  public static Adoptable listedIn(Path file) throws IOException {
    var _ = read(file);
    return new Adoptable(Optional.of(file.toAbsolutePath()));
  }

  private enum Kind {
    MARIADB,
    POSTGRESQL
  }

  /**
   * One engine, at one of its addresses.
   *
   * @param dataDirectory absolute and without links on the way
   * @param owner the user, by name or number, that the directory belongs to
   * @param address of a PostgreSQL always a port at 127.0.0.1
   * @param directories where more of a MariaDB's data lies, such as its undo tablespaces
   */
  private record Entry(
      Kind kind,
      Path dataDirectory,
      String owner,
      Engine.Address address,
      List<Path> directories) {}

  private static List<Entry> read(Path file) throws IOException {
    requireClosed(file);
    try {
      var rows = JSON.readValue(Files.readAllBytes(file), Row[].class);
      return Stream.of(rows).map(Row::entry).toList();
    } catch (JacksonException | IllegalArgumentException malformed) {
      throw new IOException(
          file
              + " is not a JSON array of engines, each with engine (mariadb or postgresql),"
              + " data_directory, owner, and port or, for mariadb, socket: "
              + reason(malformed),
          malformed);
    }
  }

  private static String reason(Exception malformed) {
    return malformed instanceof JacksonException json
        ? String.valueOf(json.getOriginalMessage())
        : String.valueOf(malformed.getMessage());
  }

  /** Who may write the list may name what is read as another user. */
  private static void requireClosed(Path file) throws IOException {
    var modes = Files.getPosixFilePermissions(file);
    if (modes.contains(PosixFilePermission.GROUP_WRITE)
        || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(file + " can be written by others; run: chmod 644 " + file);
    }
  }

  private record Row(
      @Nullable String engine,
      @Nullable String dataDirectory,
      @Nullable String owner,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable String socket,
      @Nullable List<String> directories) {

    Entry entry() {
      var kind =
          switch (present("engine", engine)) {
            case "mariadb" -> Kind.MARIADB;
            case "postgresql" -> Kind.POSTGRESQL;
            default -> throw new IllegalArgumentException("no such engine: " + engine);
          };
      return new Entry(
          kind,
          absolute("data_directory", dataDirectory),
          present("owner", owner),
          address(kind),
          more(kind));
    }

    private List<Path> more(Kind kind) {
      if (directories != null && kind == Kind.POSTGRESQL) {
        throw new IllegalArgumentException("directories are for a mariadb");
      }
      return directories == null
          ? List.of()
          : directories.stream().map(path -> absolute("directories", path)).toList();
    }

    private Engine.Address address(Kind kind) {
      if ((socket == null) == (port == null)) {
        throw new IllegalArgumentException("either port or socket is needed");
      }
      if (socket == null) {
        int number = port == null ? 0 : port;
        if (number < 1 || number > 65535) {
          throw new IllegalArgumentException("not a port: " + number);
        }
        return new Engine.Address.Tcp(host == null ? "127.0.0.1" : host, number);
      }
      if (kind == Kind.POSTGRESQL || host != null) {
        throw new IllegalArgumentException("a socket is for a mariadb without host");
      }
      return new Engine.Address.Socket(absolute("socket", socket));
    }

    private static Path absolute(String field, @Nullable String value) {
      var path = Path.of(present(field, value));
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException(field + " is not absolute: " + path);
      }
      return path.normalize();
    }

    private static String present(String field, @Nullable String value) {
      if (value == null || value.isBlank()) {
        throw new IllegalArgumentException(field + " is missing");
      }
      return value;
    }
  }

  /**
   * A directory that was as it is listed. Its owner can put another in its place at any time: what
   * follows from the look at it holds for this one and not for its path.
   *
   * @param device of the file system that it is on
   * @param number that this file system has it under
   * @param user the owner at that moment
   */
  public record Directory(Path path, long device, long number, int user, int group) {
    private static final String ATTRIBUTES = "unix:isDirectory,owner,uid,gid,dev,ino";

    /** What stands at the path now; all of it is from one look. Refuses what is no directory. */
    public static Directory at(Path path) throws IOException {
      return of(path, look(path));
    }

    private static Directory of(Path path, Map<String, Object> found) {
      return new Directory(
          path,
          number(found, "dev"),
          number(found, "ino"),
          (int) number(found, "uid"),
          (int) number(found, "gid"));
    }

    private static long number(Map<String, Object> found, String name) {
      return ((Number) Objects.requireNonNull(found.get(name))).longValue();
    }

    private static Map<String, Object> look(Path path) throws IOException {
      try {
        var found = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        if (Boolean.TRUE.equals(found.get("isDirectory"))) {
          return found;
        }
      } catch (NoSuchFileException absent) {
        // Said below.
      }
      throw refusal("there is no data directory " + path);
    }

    /** As {@code stat -c %d:%i} writes it. */
    public String numbers() {
      return Long.toUnsignedString(device) + ":" + Long.toUnsignedString(number);
    }

    /** Refuses where another stands at the path now, or this one has another owner. */
    public void requireUnchanged() throws IOException {
      if (!at(path).equals(this)) {
        throw refusal("data directory %s was replaced while it was looked at".formatted(path));
      }
    }

    /** Whether it is where a process works, whatever path leads there. */
    public boolean isWorkedInBy(long pid) {
      try {
        var working = Path.of("/proc", Long.toString(pid), "cwd");
        var found = Files.readAttributes(working, "unix:dev,ino");
        return found.equals(Map.of("dev", device, "ino", number));
      } catch (IOException goneOrAnothers) {
        return false;
      }
    }
  }

  /**
   * An engine's directories as they were when it was found on the list.
   *
   * @param more where more of its data may lie
   */
  public record Listed(Directory data, List<Directory> more) {
    public Listed {
      more = List.copyOf(more);
    }
  }

  /** Refuses what is not listed, or is no longer as it was listed. */
  public Listed require(Engine.Adopted engine) throws IOException {
    return require(Kind.MARIADB, engine.dataDirectory(), engine.address());
  }

  /** Refuses what is not listed, or is no longer as it was listed. */
  public Directory require(ForeignPlace place) throws IOException {
    var address = new Engine.Address.Tcp("127.0.0.1", place.port());
    return require(Kind.POSTGRESQL, place.dataDirectory(), address).data();
  }

  private Listed require(Kind kind, Path directory, Engine.Address address) throws IOException {
    List<Entry> entries = file.isPresent() ? read(file.get()) : List.of();
    var here =
        entries.stream()
            .filter(entry -> entry.kind() == kind && entry.dataDirectory().equals(directory))
            .toList();
    if (here.isEmpty()) {
      throw refusal("data directory %s is not on the operator's list".formatted(directory));
    }
    var listed = here.stream().filter(entry -> entry.address().equals(address)).findFirst();
    if (listed.isEmpty()) {
      throw refusal(
          "%s of data directory %s is not on the operator's list"
              .formatted(words(address), directory));
    }
    var data = asListed(directory, listed.get().owner());
    var more = new ArrayList<Directory>();
    for (var path : listed.get().directories()) {
      more.add(asListed(path, listed.get().owner()));
    }
    return new Listed(data, more);
  }

  private static Directory asListed(Path path, String listedOwner) throws IOException {
    var found = Directory.look(path);
    if (!path.toRealPath().equals(path)) {
      throw refusal("the way to data directory %s has links".formatted(path));
    }
    var owner = String.valueOf(found.get("owner"));
    if (!listedOwner.equals(owner) && !listedOwner.equals(String.valueOf(found.get("uid")))) {
      throw refusal(
          "data directory %s belongs to %s, not to %s".formatted(path, owner, listedOwner));
    }
    return Directory.of(path, found);
  }

  private static String words(Engine.Address address) {
    return switch (address) {
      case Engine.Address.Socket(Path path) -> "socket " + path;
      case Engine.Address.Tcp(String host, int port) -> "address %s:%d".formatted(host, port);
    };
  }

  private static AgentFailure refusal(String why) {
    return new AgentFailure(Reason.NOT_ADOPTABLE, why);
  }
}
