package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * The first file of a volume: its suite, its id and the id of its root directory. Opening it proves
 * the key.
 */
public record VolumeHeader(BlockSuite suite, FileId volume, FileId root) {
  public static final int LENGTH = 80;

  /** {@code CofferV1}, the version being part of it. */
  static final long MAGIC = 0x436f_6666_6572_5631L;

  private static final int SIGNED = LENGTH - HashFunction.LENGTH;

  public static VolumeHeader fresh(BlockSuite suite, SecureRandom random) {
    return new VolumeHeader(suite, FileId.random(random), FileId.random(random));
  }

  public byte[] seal(VolumeKeys keys) {
    byte[] sealed = new byte[LENGTH];
    ByteBuffer fields = ByteBuffer.wrap(sealed).putLong(MAGIC).putLong(suite.id());
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
    if (fields.getLong() != MAGIC) {
      throw unknown("this is no sealed volume of version 1");
    }
    long id = fields.getLong();
    BlockSuite suite =
        BlockSuite.ofId(Math.toIntExact(id & 0xffff))
            .filter(known -> known.id() == id)
            .orElseThrow(() -> unknown("no suite has number " + id));
    return new VolumeHeader(suite, FileId.read(fields), FileId.read(fields));
  }

  /** The volume's keys, if this data key is the one it was made with. */
  public static VolumeKeys unlock(byte[] sealed, SecretBytes dek, SecureRandom random)
      throws SealRefused {
    VolumeHeader header = parse(sealed);
    if (dek.length() != header.suite.keyLength()) {
      throw wrongKey(header);
    }
    VolumeKeys keys = new VolumeKeys(header.suite, header.volume, dek, random);
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
