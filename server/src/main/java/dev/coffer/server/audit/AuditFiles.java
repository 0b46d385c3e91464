package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of a log: {@code audit-<first line>.log}, each going on where the one before ends,
 * {@code head}, {@code mac} with the name of the MAC, chosen when the log begins, and {@code start}
 * once its first files were removed.
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
      if (line.size() == LONGEST_LINE) {
        throw new UnusableAuditLog("a line of the audit log has no end");
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

  /** Where the log begins, once its first lines were removed. */
  Path start() {
    return directory.resolve("start");
  }

  /**
   * Reads where the log begins: at the line after this one.
   *
   * @return empty if the file is not as it was written
   */
  Optional<Head> start(Seal seal) throws IOException {
    return Files.exists(start())
        ? Head.opened(Files.readAllBytes(start()), seal::ofStart)
        : Optional.of(Head.BEGINNING);
  }

  /** Durably says that the log begins after this line. */
  void begin(Head removed, Seal seal) throws IOException {
    Path partial = directory.resolve("start.partial");
    try (var channel = open(partial, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (var bytes = ByteBuffer.wrap(removed.sealed(seal::ofStart)); bytes.hasRemaining(); ) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(partial, start(), ATOMIC_MOVE);
    try (var opened = FileChannel.open(directory)) {
      opened.force(true);
    }
  }

  /** When the first line of the last file was written; empty where it has none. */
  Optional<Instant> firstTime(Seal seal) throws IOException {
    Path last = logs().getLast();
    try (var bytes = new BufferedInputStream(Files.newInputStream(last))) {
      Optional<String> text = line(bytes);
      return text.isEmpty() ? Optional.empty() : Optional.of(time(text.get(), seal, last));
    }
  }

  /** The last line of the last file, the newest one apart, that has only lines from before. */
  Optional<Head> lastBefore(Instant oldest, Seal seal) throws IOException {
    Optional<Head> found = Optional.empty();
    List<Path> logs = logs();
    for (Path file : logs.subList(0, logs.size() - 1)) {
      String text = lastLine(file);
      if (!time(text, seal, file).isBefore(oldest)) {
        return found;
      }
      found = Line.verified(text, seal).map(Line::head);
    }
    return found;
  }

  private static Instant time(String text, Seal seal, Path file) {
    if (Line.verified(text, seal).isEmpty()) {
      throw new UnusableAuditLog("a line of " + file + " is not as it was written");
    }
    return Instant.parse(JsonMapper.shared().readTree(Line.json(text)).get("at").asString());
  }

  /** The files whose every line stands before the first one that the log has. */
  List<Path> removed(Head start) throws IOException {
    List<Path> logs = logs();
    int first = 0;
    while (first + 1 < logs.size() && firstNumber(logs.get(first + 1)) <= start.number() + 1) {
      first++;
    }
    return logs.subList(0, first);
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
