package dev.coffer.crypto.block.v2;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.ByteBuffer;

/**
 * The first file of a volume: its suite, its id and the id of its root directory. Opening it proves
 * the key.
 */
public record VolumeHeader(int version, BlockSuite suite, FileId volume, FileId root) {
  public static final int LENGTH = 80;

  /** What volumes are made as. */
  public static final int CURRENT = 2;

  private static final int OLDEST = 1;

  /** {@code CofferV0}, to which the version is added. */
  private static final long MAGIC = 0x436f_6666_6572_5630L;

  private static final int SIGNED = LENGTH - HashFunction.LENGTH;

  public static VolumeHeader fresh(BlockSuite suite) {
    return new VolumeHeader(CURRENT, suite, FileId.random(), FileId.random());
  }

  /** The same volume, once it is of the current version. */
  public VolumeHeader upgraded() {
    return new VolumeHeader(CURRENT, suite, volume, root);
  }

  public byte[] seal(VolumeKeys keys) {
    byte[] sealed = new byte[LENGTH];
    ByteBuffer fields = ByteBuffer.wrap(sealed).putLong(MAGIC + version).putLong(suite.id());
    volume.write(fields);
    root.write(fields);
    keys.headers().tag(sealed, 0, SIGNED, sealed, SIGNED);
    return sealed;
  }

  /** What it says, before anything is known about the key. */
  public static VolumeHeader parse(byte[] sealed) throws SealRefused {
    if (sealed.length != LENGTH) {
      throw unknown("a volume's header cannot have length " + sealed.length);
    }
    ByteBuffer fields = ByteBuffer.wrap(sealed);
    long version = fields.getLong() - MAGIC;
    if (version < OLDEST || version > CURRENT) {
      throw unknown("this is no sealed volume of version %d to %d".formatted(OLDEST, CURRENT));
    }
    long id = fields.getLong();
    BlockSuite suite =
        BlockSuite.ofId(Math.toIntExact(id & 0xffff))
            .filter(known -> known.id() == id)
            .orElseThrow(() -> unknown("no suite has number " + id));
    return new VolumeHeader((int) version, suite, FileId.read(fields), FileId.read(fields));
  }

  /** The volume's keys, if this data key is the one it was made with. */
  public static VolumeKeys unlock(byte[] sealed, SecretBytes dek) throws SealRefused {
    VolumeHeader header = parse(sealed);
    if (dek.length() != header.suite.keyLength()) {
      throw wrongKey(header);
    }
    VolumeKeys keys = new VolumeKeys(header.suite, header.volume, dek);
    if (!keys.headers().matches(sealed, 0, SIGNED, sealed, SIGNED)) {
      keys.close();
      throw wrongKey(header);
    }
    return keys;
  }

  private static SealRefused wrongKey(VolumeHeader header) {
    return new SealRefused(
        Reason.WRONG_KEY, "volume " + header.volume + " was not sealed with this key");
  }

  private static SealRefused unknown(String message) {
    return new SealRefused(Reason.UNKNOWN_FORMAT, message);
  }
}
