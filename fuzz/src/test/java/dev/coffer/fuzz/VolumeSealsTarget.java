package dev.coffer.fuzz;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import dev.coffer.crypto.block.v2.JournalMark;
import dev.coffer.crypto.block.v2.JournalRecord;
import dev.coffer.crypto.block.v2.VolumeHeader;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.Arrays;
import java.util.List;

/**
 * A volume's header, an inode's seal, a journal's mark and record as the backing disk may hold
 * them: the first byte says which, the rest is it. Only what was sealed opens.
 */
public final class VolumeSealsTarget {
  private static final SecretBytes KEY = SecretBytes.copyOf(new byte[32]);
  private static final FileId VOLUME = new FileId(1, 2);
  private static final FileId FILE = new FileId(3, 4);
  private static final VolumeKeys KEYS = new VolumeKeys(BlockSuite.GENERAL_CIPHER, VOLUME, KEY);
  private static final List<byte[]> SEEDS =
      List.of(seed(0, header()), seed(1, inode()), seed(2, mark()), seed(3, record()));

  private VolumeSealsTarget() {}

  /** Called by the driver for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] sealed = Arrays.copyOfRange(input, 1, input.length);
    try {
      if (opens(input[0], sealed) && SEEDS.stream().noneMatch(seed -> Arrays.equals(seed, input))) {
        throw new AssertionError("forged: " + Arrays.toString(input));
      }
    } catch (SealRefused refused) {
      // What everything but a seed is for.
    }
  }

  private static boolean opens(int kind, byte[] sealed) throws SealRefused {
    return switch (kind) {
      case 0 -> {
        VolumeHeader.unlock(sealed, KEY).close();
        yield true;
      }
      case 1 -> InodeSeal.open(sealed, KEYS).nameCount() >= 0;
      case 2 -> opensAsMark(sealed);
      case 3 -> opensAsRecord(sealed);
      default -> false;
    };
  }

  // What a file lacks reads as zeroes, and what lies between the two places is no one's.
  private static boolean opensAsMark(byte[] sealed) throws SealRefused {
    byte[] file = Arrays.copyOf(sealed, JournalMark.FILE_LENGTH);
    byte[] written = new byte[JournalMark.FILE_LENGTH];
    JournalMark mark = JournalMark.newest(file, KEYS);
    byte[] place = mark.seal(KEYS);
    System.arraycopy(place, 0, written, mark.offset(), place.length);
    if (!Arrays.equals(mark(), Arrays.copyOf(written, mark().length))) {
      throw new AssertionError("forged: " + mark);
    }
    return false;
  }

  private static boolean opensAsRecord(byte[] sealed) {
    if (sealed.length < JournalRecord.FIELDS) {
      return false;
    }
    return JournalRecord.parse(sealed)
        .filter(record -> record.imagesOffset() == sealed.length)
        .filter(record -> record.isAuthentic(KEYS, sealed))
        .isPresent();
  }

  static List<byte[]> seeds() {
    return SEEDS;
  }

  private static byte[] seed(int kind, byte[] sealed) {
    byte[] seed = new byte[1 + sealed.length];
    seed[0] = (byte) kind;
    System.arraycopy(sealed, 0, seed, 1, sealed.length);
    return seed;
  }

  private static byte[] header() {
    return new VolumeHeader(VolumeHeader.CURRENT, BlockSuite.GENERAL_CIPHER, VOLUME, FILE)
        .seal(KEYS);
  }

  private static byte[] inode() {
    return InodeSeal.fresh(FILE, 0100600, 1, 2, 0).bound(new byte[32]).seal(KEYS);
  }

  // The first of all, which alone may stand beside a place that was never written.
  private static byte[] mark() {
    byte[] sealed = new JournalMark(FILE, 1, 5, 7, false).seal(KEYS);
    byte[] file = new byte[JournalMark.DISTANCE + sealed.length];
    System.arraycopy(sealed, 0, file, JournalMark.DISTANCE, sealed.length);
    return file;
  }

  private static byte[] record() {
    var record = new JournalRecord(JournalRecord.Kind.HOLES, VOLUME, 8, FILE, 1, 2, 100_000, 7);
    byte[] sealed = new byte[record.imagesOffset()];
    record.seal(KEYS, sealed, 0);
    return sealed;
  }
}
