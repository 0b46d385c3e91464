package dev.coffer.server.audit;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log, or its end, and says whether it is as it was written. It may run beside the server
 * that writes the log: what is appended meanwhile counts or does not.
 */
public final class AuditCheck {
  private final AuditFiles files;
  private final Seal seal;
  private Head last = Head.BEGINNING;

  private AuditCheck(AuditFiles files, Seal seal) {
    this.files = files;
    this.seal = seal;
  }

  /** What the check found. */
  public sealed interface Finding {
    /**
     * Every line is as it was written, up to this one.
     *
     * @param removed the number of the last line that was removed when its time was over; 0 where
     *     none was
     */
    record Whole(Head head, long removed) implements Finding {}

    /** The first place that is not. */
    record Broken(Fault fault, String file, long line) implements Finding {}
  }

  /** What can be wrong. */
  public enum Fault {
    /** A line's bytes are not those that were written. */
    ALTERED,
    /** A line does not follow the one before it: something was removed, added or moved. */
    OUT_OF_ORDER,
    /** The log ends before a line that it is known to have had. */
    CUT_OFF,
    /** The head is not there or not as it was written. */
    HEAD_ALTERED,
    /** Where the log begins is not as it was written. */
    START_ALTERED,
    MISSING
  }

  /**
   * Checks a log.
   *
   * @param keys derives the key for a purpose, from the key ring
   * @param expected heads that the log has to hold, kept elsewhere
   */
  public static Finding run(Path directory, Function<String, SecretBytes> keys, List<Head> expected)
      throws IOException {
    var files = new AuditFiles(directory);
    if (!files.exist()) {
      return new Finding.Broken(Fault.MISSING, directory.toString(), 0);
    }
    return new AuditCheck(files, files.seal(HashFunction.SHA_256, keys)).run(expected, true);
  }

  /**
   * Checks the end of a log: the file that holds a line known from before, and those after it. What
   * that takes does not grow with the log.
   */
  static Finding runFrom(AuditFiles files, Seal seal, Head known) throws IOException {
    return new AuditCheck(files, seal).run(List.of(known), false);
  }

  // The head is read first: the log may grow meanwhile, and must hold what the head says.
  private Finding run(List<Head> expected, boolean whole) throws IOException {
    Path headFile = files.head();
    Optional<Head> head =
        Files.exists(headFile)
            ? Head.opened(Files.readAllBytes(headFile), seal::ofHead)
            : Optional.empty();
    if (head.isEmpty()) {
      return new Finding.Broken(Fault.HEAD_ALTERED, headFile.toString(), 0);
    }
    Optional<Head> start = files.start(seal);
    if (start.isEmpty()) {
      return new Finding.Broken(Fault.START_ALTERED, files.start().toString(), 0);
    }
    var missing = new HashSet<>(expected);
    missing.add(head.get());
    missing.removeIf(known -> known.number() <= start.get().number());
    List<Path> logs = files.logs();
    int begin = files.removed(start.get()).size();
    int first =
        whole
            ? begin
            : Math.max(begin, files.holding(missing.stream().mapToLong(Head::number).min()));
    if (first == begin) {
      last = start.get();
    } else {
      Path before = logs.get(first - 1);
      Optional<Line> line = Line.verified(AuditFiles.lastLine(before), seal);
      if (line.isEmpty()) {
        return new Finding.Broken(Fault.ALTERED, before.toString(), 0);
      }
      last = line.get().head();
    }
    for (Path file : logs.subList(first, logs.size())) {
      Finding.@Nullable Broken broken = read(file, missing);
      if (broken != null) {
        return broken;
      }
    }
    if (missing.isEmpty()) {
      return new Finding.Whole(last, start.get().number());
    }
    return new Finding.Broken(Fault.CUT_OFF, logs.getLast().toString(), last.number());
  }

  private Finding.@Nullable Broken read(Path file, Set<Head> missing) throws IOException {
    long inFile = 0;
    try (var bytes = new BufferedInputStream(Files.newInputStream(file))) {
      for (Optional<String> text = AuditFiles.line(bytes);
          text.isPresent();
          text = AuditFiles.line(bytes)) {
        inFile++;
        Optional<Line> line = Line.verified(text.get(), seal);
        if (line.isEmpty()) {
          return new Finding.Broken(Fault.ALTERED, file.toString(), inFile);
        }
        if (!line.get().follows(last)) {
          return new Finding.Broken(Fault.OUT_OF_ORDER, file.toString(), inFile);
        }
        last = line.get().head();
        missing.remove(last);
      }
    }
    return null;
  }
}
