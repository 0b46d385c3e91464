package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalMark;
import dev.coffer.crypto.block.v2.JournalRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings files up to what a journal says, after a crash and before they are used. Records apply in
 * order up to the first that did not reach the disk whole. Nothing that was synced lies behind it:
 * where the mark or a later record says that something did, the journal was tampered with. May be
 * interrupted and run again. The journal is empty afterwards.
 */
public final class Recovery implements AutoCloseable {

  /** Finds the file that a record is about; empty if it was removed since. */
  @FunctionalInterface
  public interface Files {
    Optional<Source> find(FileId file) throws IOException;
  }

  /** Opens a file, each time anew. */
  @FunctionalInterface
  public interface Source {
    Storage open() throws IOException;
  }

  private final VolumeKeys keys;
  private final Files files;
  private final JournalMark mark;
  private final Workspace workspace = new Workspace();
  private final Workspace scratch = new Workspace();
  private final Map<FileId, Optional<Restored>> restored = new HashMap<>();

  private Recovery(VolumeKeys keys, Files files, JournalMark mark) {
    this.keys = keys;
    this.files = files;
    this.mark = mark;
  }

  /**
   * Returns how many records there were. Fails with {@link SealRefused} where one that was synced
   * is not there: then nothing is changed but files, which the journal goes on to know better.
   */
  public static int run(JournalFiles journal, VolumeKeys keys, Files files) throws IOException {
    Mark mark = Mark.open(journal.mark(), keys);
    if (mark.now().closed()) {
      return 0;
    }
    List<Storage> inOrder;
    long last;
    try (var recovery = new Recovery(keys, files, mark.now())) {
      inOrder = recovery.inOrder(journal.segments());
      last = recovery.replay(inOrder);
      recovery.requireNothingLater(inOrder, last);
      recovery.finish();
    }
    long first = mark.now().retired();
    mark.retired(last);
    mark.sync();
    // The older one first: alone it would bring back what the newer one replaced.
    for (Storage segment : inOrder) {
      Segment.invalidate(segment);
    }
    mark.close(last);
    return Math.toIntExact(last - first);
  }

  private List<Storage> inOrder(List<Storage> segments) throws IOException {
    long first = firstSequence(scan(segments.getFirst()));
    long last = firstSequence(scan(segments.getLast()));
    return first <= last ? segments : segments.reversed();
  }

  private Scan scan(Storage segment) throws IOException {
    return new Scan(segment, keys, mark, workspace);
  }

  private static long firstSequence(Scan scan) {
    return scan.record().map(JournalRecord::sequence).orElse(Long.MAX_VALUE);
  }

  /** Returns the last record that was applied. */
  private long replay(List<Storage> inOrder) throws IOException {
    long last = mark.retired();
    for (Storage segment : inOrder) {
      for (Scan scan = scan(segment); scan.record().isPresent(); scan.advance()) {
        JournalRecord record = scan.record().get();
        // Those that are retired may still lie there.
        if (record.sequence() > mark.retired()) {
          requireNext(record, last);
          apply(record);
          last = record.sequence();
        }
      }
    }
    if (last < mark.durable()) {
      throw gone(last + 1);
    }
    return last;
  }

  /** A segment is on the disk whole before the next one begins. */
  private static void requireNext(JournalRecord record, long last) throws SealRefused {
    if (record.sequence() != last + 1) {
      throw gone(last + 1);
    }
  }

  /** The mark may be older than what was synced last, after a loss of power; records tell too. */
  private void requireNothingLater(List<Storage> segments, long last) throws IOException {
    var later = new LaterRecords(keys, mark.epoch(), workspace);
    for (Storage segment : segments) {
      if (later.prove(segment, last)) {
        throw gone(last + 1);
      }
    }
  }

  private static SealRefused gone(long sequence) {
    return new SealRefused(
        SealRefused.Reason.MISSING,
        "the journal lacks record %d, which was on the disk".formatted(sequence));
  }

  private void finish() throws IOException {
    for (Optional<Restored> file : restored.values()) {
      if (file.isPresent()) {
        file.get().finish(keys);
      }
    }
  }

  private void apply(JournalRecord record) throws IOException {
    Optional<Restored> target = restored.get(record.file());
    if (target == null) {
      target =
          files.find(record.file()).map(found -> new Restored(record.file(), found, keys, scratch));
      restored.put(record.file(), target);
    }
    if (target.isPresent()) {
      target.get().apply(record, workspace.record);
    }
  }

  @Override
  public void close() {
    for (Optional<Restored> file : restored.values()) {
      if (file.isPresent()) {
        file.get().close();
      }
    }
  }
}
