package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the kernel tells root of a process that runs. */
record ProcessStatus(long pid) {
  private static final String NO_CAPABILITY = "0".repeat(16);

  static ProcessStatus of(ProcessHandle process) {
    return new ProcessStatus(process.pid());
  }

  /** Real, effective, saved and file system user, which are one. */
  int user() {
    return same("Uid");
  }

  int group() {
    return same("Gid");
  }

  String groups() {
    return field("Groups");
  }

  /** Whether no set has a capability, the bounding set included, and none can be got any more. */
  boolean isWithoutPrivilege() {
    return Stream.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
            .allMatch(set -> field(set).equals(NO_CAPABILITY))
        && field("NoNewPrivs").equals("1");
  }

  /** Whether memory, environment and descriptors are closed to others of the same user. */
  boolean isHidden() {
    return user() != 0 && owner(directory().resolve("environ")) == 0;
  }

  /** Whether the numbers of processes that it sees are its own namespace's. */
  boolean isInNamespaceOfProcesses() {
    return field("NSpid").split("\\s+", -1).length > 1;
  }

  boolean shares(String namespace, ProcessStatus other) {
    return link(directory().resolve("ns").resolve(namespace))
        .equals(link(other.directory().resolve("ns").resolve(namespace)));
  }

  /** What its descriptors lead to. */
  List<Path> open() {
    try (Stream<Path> descriptors = Files.list(directory().resolve("fd"))) {
      return descriptors.map(ProcessStatus::target).filter(Objects::nonNull).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Path> openBelow(Path directory) {
    return open().stream().filter(path -> path.startsWith(directory)).toList();
  }

  String commandLine() {
    return read("cmdline").replace('\0', ' ');
  }

  private Path directory() {
    return Path.of("/proc", Long.toString(pid));
  }

  private int same(String name) {
    List<String> numbers = List.of(field(name).split("\\s+", -1));
    if (numbers.stream().distinct().count() != 1) {
      throw new AssertionError("process %d has several of %s: %s".formatted(pid, name, numbers));
    }
    return Integer.parseInt(numbers.getFirst());
  }

  private String field(String name) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  private String read(String name) {
    try {
      return Files.readString(directory().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (NoSuchFileException closed) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path link(Path path) {
    try {
      return Files.readSymbolicLink(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int owner(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
