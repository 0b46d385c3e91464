package dev.coffer.crypto.block.v2;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.digest.HashFunction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * One write as the journal keeps it until it has reached its file: fields, the entries of its
 * blocks, a tag over both, and for {@code IMAGES} the sealed blocks themselves, which their entries
 * authenticate. {@code size} is the file's size once the write is done; where it is smaller than
 * before, what lies beyond is gone. The epoch is drawn anew each time the journal begins empty, so
 * that a record left over from before is never taken for one of now. {@code durable} is the last
 * record that was known to be on the disk when this one was written: if this one is found, that one
 * has to be.
 */
public record JournalRecord(
    Kind kind,
    FileId epoch,
    long sequence,
    FileId file,
    long first,
    long count,
    long size,
    long durable) {

  /** What the record does to its blocks. */
  public enum Kind {
    /** Gives them the entries and ciphertexts that follow. */
    IMAGES(1, true),
    /** Gives them the entries that follow, if the ciphertexts in the file belong to them. */
    FRESH(2, true),
    /** Makes them holes. */
    HOLES(3, false),
    /** Nothing: only the size changes. */
    SIZE(4, false),
    /**
     * That the file was synced with all that records up to {@code first} say: what does not match
     * them any more was altered.
     */
    SYNCED(5, false);

    private final int id;
    private final boolean hasEntries;

    Kind(int id, boolean hasEntries) {
      this.id = id;
      this.hasEntries = hasEntries;
    }

    private static Optional<Kind> ofId(int id) {
      return Arrays.stream(values()).filter(kind -> kind.id == id).findFirst();
    }
  }

  public static final int FIELDS = 80;
  public static final int TAG = HashFunction.LENGTH;

  private static final int MAGIC = 0x436f_4a32;
  private static final int MOST_ENTRIES = 2048;

  public JournalRecord {
    if (first < 0 || count < 0 || size < 0 || sequence < 0 || durable < 0) {
      throw new IllegalArgumentException(
          "a record cannot say %d+%d of %d at %d".formatted(first, count, size, sequence));
    }
  }

  /** Blocks whose entries follow the fields. */
  public int entries() {
    return kind.hasEntries ? Math.toIntExact(count) : 0;
  }

  /** Where the tag lies from the record's beginning. */
  public int tagOffset() {
    return FIELDS + entries() * Layout.ENTRY;
  }

  /** Where the ciphertexts begin. */
  public int imagesOffset() {
    return tagOffset() + TAG;
  }

  public long length() {
    return imagesOffset() + (kind == Kind.IMAGES ? count * Layout.BLOCK : 0);
  }

  public static int imagesOffset(int entries) {
    return FIELDS + entries * Layout.ENTRY + TAG;
  }

  /** Writes fields and tag around the entries that already stand in {@code out}. */
  public void seal(VolumeKeys keys, byte[] out, int at) {
    ByteBuffer fields = ByteBuffer.wrap(out).position(at).putInt(MAGIC).putInt(kind.id);
    epoch.write(fields);
    fields.putLong(sequence);
    file.write(fields);
    fields.putLong(first).putLong(count).putLong(size).putLong(durable);
    keys.journal().tag(out, at, tagOffset(), out, at + tagOffset());
  }

  /** Whether a record may begin at a place: cheap, and no proof of anything. */
  public static boolean mayBegin(byte[] in, int at) {
    return ByteBuffer.wrap(in).getInt(at) == MAGIC;
  }

  /** The fields as they stand, if they can be a record's; nothing is authenticated yet. */
  public static Optional<JournalRecord> parse(byte[] in) {
    ByteBuffer fields = ByteBuffer.wrap(in);
    int magic = fields.getInt();
    Optional<Kind> kind = Kind.ofId(fields.getInt());
    if (magic != MAGIC || kind.isEmpty()) {
      return Optional.empty();
    }
    FileId epoch = FileId.read(fields);
    long sequence = fields.getLong();
    FileId file = FileId.read(fields);
    long first = fields.getLong();
    long count = fields.getLong();
    long size = fields.getLong();
    long durable = fields.getLong();
    boolean tooMany = kind.get().hasEntries && count > MOST_ENTRIES;
    return sequence < 0 || first < 0 || count < 0 || size < 0 || durable < 0 || tooMany
        ? Optional.empty()
        : Optional.of(
            new JournalRecord(kind.get(), epoch, sequence, file, first, count, size, durable));
  }

  /** Whether fields and entries, which {@code in} has to hold up to the tag, are authentic. */
  public boolean isAuthentic(VolumeKeys keys, byte[] in) {
    return keys.journal().matches(in, 0, tagOffset(), in, tagOffset());
  }
}
