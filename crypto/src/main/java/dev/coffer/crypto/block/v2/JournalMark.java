package dev.coffer.crypto.block.v2;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.digest.HashFunction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a journal promises: records up to {@code retired} are in their files, those up to {@code
 * durable} are on the disk, so that one which is not there was taken away. Two places are written
 * in turn, each within a sector; the higher number counts. A journal without a mark is damaged.
 */
public record JournalMark(FileId epoch, long number, long retired, long durable, boolean closed) {
  /** Of one of the two places. */
  public static final int LENGTH = 88;

  public static final int PLACES = 2;

  /** As far apart as the places lie: no write of one tears the other. */
  public static final int DISTANCE = 512;

  public static final int FILE_LENGTH = 4096;

  /** {@code CofferM2}. */
  private static final long MAGIC = 0x436f_6666_6572_4d32L;

  /** Of the mark that a journal is made with. */
  private static final long FIRST = 1;

  private static final int SIGNED = LENGTH - HashFunction.LENGTH;

  /** The mark that a journal is made with: there is nothing in it. */
  public static JournalMark first() {
    return new JournalMark(FileId.random(), FIRST, 0, 0, true);
  }

  /** The first of an epoch of a journal that is empty. */
  public static JournalMark begin(FileId epoch, long number) {
    return new JournalMark(epoch, number, 0, 0, false);
  }

  public JournalMark advanced(long nowRetired, long nowDurable) {
    return new JournalMark(epoch, number + 1, nowRetired, nowDurable, false);
  }

  /** Everything is in its file. */
  public JournalMark closed(long last) {
    return new JournalMark(epoch, number + 1, last, last, true);
  }

  public int offset() {
    return (int) (number % PLACES) * DISTANCE;
  }

  public byte[] seal(VolumeKeys keys) {
    byte[] sealed = new byte[LENGTH];
    ByteBuffer fields = ByteBuffer.wrap(sealed).putLong(MAGIC);
    epoch.write(fields);
    fields.putLong(number).putLong(retired).putLong(durable).putLong(closed ? 1 : 0);
    keys.marks().tag(sealed, 0, SIGNED, sealed, SIGNED);
    return sealed;
  }

  /**
   * The newer of the two that stand in a file's first bytes. Both have to be authentic, or one that
   * was altered would leave the older, which promises less. A disk writes a sector whole: only the
   * first mark of all stands alone, beside a place that was never written.
   */
  public static JournalMark newest(byte[] file, VolumeKeys keys) throws SealRefused {
    Optional<JournalMark> even = open(file, 0, keys);
    Optional<JournalMark> odd = open(file, DISTANCE, keys);
    if (even.isPresent() && odd.isPresent()) {
      return even.get().number > odd.get().number ? even.get() : odd.get();
    }
    return odd.filter(mark -> mark.number == FIRST && isUnwritten(file))
        .orElseThrow(
            () -> new SealRefused(Reason.MISSING, "the journal's mark is missing or was altered"));
  }

  /** Whether the place of even numbers is as the file was made. */
  private static boolean isUnwritten(byte[] file) {
    return Arrays.equals(file, 0, LENGTH, new byte[LENGTH], 0, LENGTH);
  }

  private static Optional<JournalMark> open(byte[] file, int at, VolumeKeys keys) {
    ByteBuffer fields = ByteBuffer.wrap(file, at, LENGTH);
    if (fields.getLong() != MAGIC || !keys.marks().matches(file, at, SIGNED, file, at + SIGNED)) {
      return Optional.empty();
    }
    var mark =
        new JournalMark(
            FileId.read(fields),
            fields.getLong(),
            fields.getLong(),
            fields.getLong(),
            fields.getLong() == 1);
    return mark.offset() == at ? Optional.of(mark) : Optional.empty();
  }
}
