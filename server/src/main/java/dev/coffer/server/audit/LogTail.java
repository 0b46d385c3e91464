package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of a log, where lines are added, for one thread at a time. Lines that cannot be written
 * whole leave nothing behind: the next ones begin where they would have.
 */
final class LogTail {
  private final AuditFiles files;
  private final Seal seal;
  private FileChannel file;
  private long length;
  private boolean torn;
  private Head head;

  LogTail(AuditFiles files, Seal seal, Head head) throws IOException {
    this.files = files;
    this.seal = seal;
    this.head = head;
    List<Path> logs = files.logs();
    this.file = AuditFiles.open(logs.isEmpty() ? files.log(1) : logs.getLast(), APPEND);
    this.length = file.size();
  }

  /** How far the log reaches. */
  Head head() {
    return head;
  }

  long length() {
    return length;
  }

  FileChannel file() {
    return file;
  }

  /** Writes the bodies of lines together, in their order. */
  void write(List<String> bodies) throws IOException {
    dropTornLines();
    var bytes = new ByteArrayOutputStream();
    Head next = head;
    for (String body : bodies) {
      byte[] json = Line.json(next.number() + 1, next.mac(), body);
      next = new Head(next.number() + 1, seal.of(json));
      bytes.writeBytes((next.mac() + " ").getBytes(UTF_8));
      bytes.writeBytes(json);
      bytes.write('\n');
    }
    torn = true;
    for (ByteBuffer left = ByteBuffer.wrap(bytes.toByteArray()); left.hasRemaining(); ) {
      file.write(left);
    }
    torn = false;
    length += bytes.size();
    head = next;
  }

  private void dropTornLines() throws IOException {
    if (torn) {
      file.truncate(length);
      torn = false;
    }
  }

  /**
   * Goes on in a new file; the caller closes the one before, once it is forced. Fails, and goes on
   * in none, where that one ends in lines that cannot be dropped: a start drops them of the last
   * file alone.
   *
   * @return the one before
   */
  FileChannel turnOver() throws IOException {
    dropTornLines();
    FileChannel full = file;
    file = AuditFiles.open(files.log(head.number() + 1), APPEND);
    length = 0;
    return full;
  }
}
