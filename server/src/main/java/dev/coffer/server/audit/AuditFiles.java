package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a log: {@code audit-<first line>.log}, each going on where the one before ends,
 * {@code head}, and {@code mac} with the name of the MAC, chosen when the log begins.
 */
final class AuditFiles {
  private static final Pattern LOG = Pattern.compile("audit-(\\d{18})\\.log");
  // Far above what a line can have.
  private static final int LONGEST_LINE = 1 << 20;

  private final Path directory;

  AuditFiles(Path directory) {
    this.directory = directory;
  }

  boolean exist() throws IOException {
    return Files.isDirectory(directory) && !logs().isEmpty();
  }

  /** The log's files in order. */
  List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> LOG.matcher(String.valueOf(file.getFileName())).matches())
          .sorted()
          .toList();
    }
  }

  /**
   * Which of the log's files holds a line by its number; the first one where no number is given.
   */
  int holding(OptionalLong number) throws IOException {
    List<Path> logs = logs();
    int index = logs.size() - 1;
    while (index > 0 && (number.isEmpty() || firstNumber(logs.get(index)) > number.getAsLong())) {
      index--;
    }
    return index;
  }

  private static long firstNumber(Path file) {
    Matcher name = LOG.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? Long.parseLong(name.group(1)) : Long.MAX_VALUE;
  }

  // A line without its end is being written at this moment, or was cut off: it does not count.
  static Optional<String> line(InputStream bytes) throws IOException {
    var line = new ByteArrayOutputStream(512);
    for (int next = bytes.read(); next >= 0; next = bytes.read()) {
      if (next == '\n') {
        return Optional.of(line.toString(UTF_8));
      }
      line.write(next);
    }
    return Optional.empty();
  }

  /** The last line of a file, without its end. */
  static String lastLine(Path file) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, bytes.length() - LONGEST_LINE);
      byte[] end = new byte[(int) (bytes.length() - from)];
      bytes.seek(from);
      bytes.readFully(end);
      String text = new String(end, UTF_8).stripTrailing();
      return text.substring(text.lastIndexOf('\n') + 1);
    }
  }

  Path head() {
    return directory.resolve("head");
  }

  Path log(long firstNumber) {
    return directory.resolve(String.format(Locale.ROOT, "audit-%018d.log", firstNumber));
  }

  void make() throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** The seal of the log, by the name of its MAC; the first start chooses it. */
  Seal seal(HashFunction chosen, Function<String, SecretBytes> keys) throws IOException {
    Path file = directory.resolve("mac");
    if (Files.notExists(file)) {
      Path partial = directory.resolve("mac.partial");
      Files.writeString(partial, Seal.name(chosen) + "\n");
      Files.move(partial, file, ATOMIC_MOVE);
    }
    HashFunction hash = hash(Files.readString(file).strip());
    return new Seal(hash, keys.apply(Seal.purpose(hash)));
  }

  /** The hash function of an existing log. */
  private static HashFunction hash(String name) throws IOException {
    for (HashFunction hash : HashFunction.values()) {
      if (Seal.name(hash).equals(name)) {
        return hash;
      }
    }
    throw new IOException("the audit log's MAC is unknown: " + name);
  }

  static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
    var all = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    all.addAll(List.of(options));
    return FileChannel.open(
        file,
        all,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }
}
