package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.JournalRecord;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings files up to what a journal says, after a crash and before anybody uses them. Records apply
 * in order up to the first that did not reach the disk whole; nothing acknowledged lies behind it.
 * May be interrupted and run again. The journal is empty afterwards.
 */
public final class Recovery implements AutoCloseable {

  /** Finds the file that a record is about; empty if it was removed since. */
  @FunctionalInterface
  public interface Files {
    Optional<Storage> find(FileId file) throws IOException;
  }

  private final VolumeKeys keys;
  private final Files files;
  private final Workspace workspace = new Workspace();
  private final Workspace scratch = new Workspace();
  private final Map<FileId, Optional<Restored>> restored = new HashMap<>();

  private Recovery(VolumeKeys keys, Files files) {
    this.keys = keys;
    this.files = files;
  }

  /** Returns how many records there were. */
  public static int run(List<Storage> segments, VolumeKeys keys, Files files) throws IOException {
    List<Storage> inOrder;
    int records;
    try (var recovery = new Recovery(keys, files)) {
      inOrder = recovery.inOrder(segments);
      records = recovery.replay(inOrder.getFirst(), inOrder.getLast());
    }
    // The older one first: alone it would bring back what the newer one replaced.
    for (Storage segment : inOrder) {
      Segment.invalidate(segment);
    }
    return records;
  }

  private List<Storage> inOrder(List<Storage> segments) throws IOException {
    long first = firstSequence(new Scan(segments.getFirst(), keys, workspace));
    long last = firstSequence(new Scan(segments.getLast(), keys, workspace));
    return first <= last ? segments : segments.reversed();
  }

  private int replay(Storage first, Storage second) throws IOException {
    var older = new Scan(first, keys, workspace);
    int records = 0;
    Optional<JournalRecord> last = Optional.empty();
    for (; older.record().isPresent(); older.advance(), records++) {
      last = older.record();
      apply(last.get());
    }
    var newer = new Scan(second, keys, workspace);
    if (last.isPresent() && newer.record().isPresent()) {
      requireContinuous(last.get(), newer.record().get());
    }
    for (; newer.record().isPresent(); newer.advance(), records++) {
      apply(newer.record().get());
    }
    for (Optional<Restored> file : restored.values()) {
      if (file.isPresent()) {
        file.get().finish(keys);
      }
    }
    return records;
  }

  private static long firstSequence(Scan scan) {
    return scan.record().map(JournalRecord::sequence).orElse(Long.MAX_VALUE);
  }

  /** A segment is on the disk whole before the next one begins. */
  private static void requireContinuous(JournalRecord last, JournalRecord next) throws SealRefused {
    if (!Scan.follows(next, last)) {
      throw new SealRefused(
          SealRefused.Reason.ALTERED,
          "the journal goes from record %d to %d".formatted(last.sequence(), next.sequence()));
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
  public void close() throws IOException {
    for (Optional<Restored> file : restored.values()) {
      if (file.isPresent()) {
        file.get().close();
      }
    }
  }
}
