package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.digest.HashFunction;
import java.nio.ByteBuffer;

/**
 * What a sealed file begins with: its id, written once when the file is made, and in a sector of
 * its own its size, rewritten as the file grows and shrinks. Both are authenticated, so that a file
 * cut short or one of another volume is refused.
 */
public record FileHeader(FileId file, long size) {
  /** Where the size lies, and how much is written there. */
  public static final int SIZE_OFFSET = 512;

  public static final int SIZE_LENGTH = Long.BYTES + HashFunction.LENGTH;

  /** How much has to be read to know a file. */
  public static final int READ_LENGTH = SIZE_OFFSET + SIZE_LENGTH;

  /** {@code CofferF1}, the version being part of it. */
  private static final long MAGIC = 0x436f_6666_6572_4631L;

  private static final int SIGNED = Long.BYTES + 2 * FileId.LENGTH;

  public FileHeader {
    if (size < 0) {
      throw new IllegalArgumentException("a file cannot have size " + size);
    }
  }

  /** The whole header, {@code Layout.HEADER} bytes. */
  public byte[] seal(VolumeKeys keys) {
    byte[] sealed = new byte[Layout.HEADER];
    ByteBuffer fields = ByteBuffer.wrap(sealed).putLong(MAGIC);
    keys.volume().write(fields);
    file.write(fields);
    keys.headers().tag(sealed, 0, SIGNED, sealed, SIGNED);
    System.arraycopy(sealSize(keys), 0, sealed, SIZE_OFFSET, SIZE_LENGTH);
    return sealed;
  }

  /** The sector that changes with the size. */
  public byte[] sealSize(VolumeKeys keys) {
    byte[] tag = keys.headers().tag(sizeMessage(file, size));
    return ByteBuffer.allocate(SIZE_LENGTH).putLong(size).put(tag).array();
  }

  /** Opens the first {@code READ_LENGTH} bytes of a file. */
  public static FileHeader open(byte[] sealed, VolumeKeys keys) throws SealRefused {
    FileId file = openId(sealed, keys);
    long size = ByteBuffer.wrap(sealed).getLong(SIZE_OFFSET);
    byte[] message = sizeMessage(file, size);
    if (!keys.headers().matches(message, 0, message.length, sealed, SIZE_OFFSET + Long.BYTES)) {
      throw new SealRefused(Reason.ALTERED, "the size is not what was sealed");
    }
    return new FileHeader(file, size);
  }

  /** The id alone: after a crash the size may have to come from the journal. */
  public static FileId openId(byte[] sealed, VolumeKeys keys) throws SealRefused {
    if (sealed.length < READ_LENGTH) {
      throw new SealRefused(Reason.TRUNCATED, "the file ends within its header");
    }
    ByteBuffer fields = ByteBuffer.wrap(sealed);
    if (fields.getLong() != MAGIC) {
      throw new SealRefused(Reason.UNKNOWN_FORMAT, "the file is not sealed");
    }
    if (!FileId.read(fields).equals(keys.volume())) {
      throw new SealRefused(Reason.MISPLACED, "the file belongs to another volume");
    }
    if (!keys.headers().matches(sealed, 0, SIGNED, sealed, SIGNED)) {
      throw new SealRefused(Reason.ALTERED, "the header is not what was sealed");
    }
    return FileId.read(fields);
  }

  private static byte[] sizeMessage(FileId file, long size) {
    return ByteBuffer.allocate(FileId.LENGTH + Long.BYTES).put(file.bytes()).putLong(size).array();
  }
}
