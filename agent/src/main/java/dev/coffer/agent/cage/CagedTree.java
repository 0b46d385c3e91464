package dev.coffer.agent.cage;

import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.process.BoundedLines;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that a cage's user fills as it likes, below one that is ours. We make it empty and
 * remove it empty; everything else is done as that user, in its cage, so that a link or a name put
 * in the way leads nowhere that the user could not go by itself.
 */
public final class CagedTree {
  private static final Path SHELL = Path.of("/bin/sh");
  private static final Path FIND = Path.of("/usr/bin/find");
  private static final int LONGEST_NUMBER = 20;
  private static final String SYNC =
      "set -o pipefail; find \"$1\" -xdev \\( -type f -o -type d \\) -print0"
          + " | xargs -0 -r -P 16 -n 64 sync --";

  private static final List<String> OVERWRITE =
      List.of(
          "-xdev", "-type", "f", "-size", "+0", "-exec", "shred", "-f", "-n", "0", "-z", "--", "{}",
          "+");

  private final Cage cage;
  private final Path top;

  public CagedTree(Cage cage, Path top) {
    this.cage = cage;
    this.top = top;
  }

  /** Makes it, empty and closed to others, where it is not; the directory above is ours. */
  public void create() throws IOException {
    var closed = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    if (!exists()) {
      Files.createDirectory(top, closed);
    }
    if (Confinement.here() == Confinement.OWN_USER && owner() != cage.identity().user()) {
      try (var content = Files.list(top)) {
        if (content.findAny().isPresent()) {
          throw new IOException(top + " belongs to another user and is not empty");
        }
      }
      Ownership.give(top, cage.identity());
    }
  }

  public boolean exists() {
    return Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Removes it with all in it; does nothing where it is not. In a cage that sees the host, the
   * directory above is not ours: there its user removes the top too, or it remains, empty.
   */
  public void delete() throws IOException {
    if (exists()) {
      clear();
      if (cage.seesHost()) {
        shell("rmdir -- \"$1\" || :", top.toString());
      } else {
        Files.delete(top);
      }
    }
  }

  /** Removes all in it. */
  public void clear() throws IOException {
    run(Command.of(FIND, top.toString(), "-xdev", "-mindepth", "1", "-delete"));
  }

  /** Writes zeroes over its files, durably, before it is removed. */
  public void overwriteAndDelete() throws IOException {
    if (exists()) {
      var line = Stream.concat(Stream.of(FIND.toString(), top.toString()), OVERWRITE.stream());
      run(new Command(line.toList(), Path.of("/")));
      delete();
    }
  }

  /** Makes all of it durable; nothing may change it meanwhile. */
  public void sync() throws IOException {
    run(Command.of(Path.of("/bin/bash"), "-c", SYNC, "sync", top.toString()));
  }

  /** About how many bytes its files have, without those whose names match one of the patterns. */
  public long size(String... without) throws IOException {
    var options = new ArrayList<>(List.of(top.toString(), "-xdev", "-type", "f"));
    for (var pattern : without) {
      options.addAll(List.of("!", "-name", pattern));
    }
    options.addAll(List.of("-ignore_readdir_race", "-printf", "%s\\n"));
    var command = alone().inside(Command.of(FIND, options.toArray(String[]::new)));
    try (var child = Child.start(command);
        var lines = new BoundedLines(child.output(), LONGEST_NUMBER)) {
      long sum = 0;
      for (var line = lines.next(); line != null; line = lines.next()) {
        sum += Long.parseLong(line);
      }
      child.awaitSuccess();
      return sum;
    }
  }

  /** A small file in it, of at most so many bytes. */
  public byte[] read(String name, int limit) throws IOException {
    return ContainedFile.read(top, Path.of(name), limit);
  }

  /** Writes a file in it, unless there is one. */
  public void writeAbsent(String name, byte[] content) throws IOException {
    write("if [ -e \"$1\" ]; then cat > /dev/null; else cat > \"$1\"; fi", name, content);
  }

  /** Writes a file in it, whatever was there. */
  public void write(String name, byte[] content) throws IOException {
    write("cat > \"$1\"", name, content);
  }

  /** Adds to the end of a file in it. */
  public void append(String name, byte[] content) throws IOException {
    write("cat >> \"$1\"", name, content);
  }

  /** Makes a name in it lead to another name in it, whatever the name led to. */
  public void link(String name, String target) throws IOException {
    shell("ln -sfn -- \"$2\" \"$1\"", top.resolve(name).toString(), target);
  }

  /** Makes a line the first of a file in it, unless it is. */
  public void begin(String name, String line) throws IOException {
    shell(
        "[ \"$(head -n 1 -- \"$1\")\" = \"$2\" ]"
            + " || { { printf '%s\\n' \"$2\"; cat -- \"$1\" || :; } > \"$1.new\""
            + " && mv -T -- \"$1.new\" \"$1\"; }",
        top.resolve(name).toString(), line);
  }

  private void write(String script, String name, byte[] content) throws IOException {
    var file = top.resolve(name).toString();
    alone().inside(Command.of(SHELL, "-c", script, "write", file)).run(content);
  }

  /** Removes a file in it, if there is one. */
  public void remove(String name) throws IOException {
    shell("rm -f -- \"$1\"", top.resolve(name).toString());
  }

  /** Renames a file within its directory, durably, if there is one. */
  public void rename(String from, String to) throws IOException {
    shell(
        "if [ -e \"$1\" ]; then mv -T -- \"$1\" \"$2\" && sync -- \"${2%/*}\"; fi",
        top.resolve(from).toString(), top.resolve(to).toString());
  }

  private void shell(String script, String... arguments) throws IOException {
    var line = new ArrayList<>(List.of("-c", script, "shell"));
    line.addAll(List.of(arguments));
    run(Command.of(SHELL, line.toArray(String[]::new)));
  }

  /** The cage that sees this tree alone, where it does not see all of the host. */
  private Cage alone() {
    return (cage.seesHost() ? cage : cage.writing(top)).withoutNetwork();
  }

  private void run(Command command) throws IOException {
    alone().inside(command).run();
  }

  private int owner() throws IOException {
    return (int) Files.getAttribute(top, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
