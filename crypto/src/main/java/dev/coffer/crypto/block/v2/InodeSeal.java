package dev.coffer.crypto.block.v2;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.NameBinding;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.digest.HashFunction;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * All that is believed of an inode: what it is, whose it is, and under which names it may be found.
 * What the inode of the backing directory says of type, owner and permissions counts for nothing.
 *
 * @param mode type and permissions, as in {@code stat}
 * @param device of a device node, as in {@code stat}
 * @param names bindings of {@link NameBinding}, side by side
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record InodeSeal(FileId id, int mode, int uid, int gid, int device, byte[] names) {
  /** So many fit into the attributes of an inode of ext4. */
  public static final int MOST_NAMES = 100;

  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;

  /** {@code CoI2}. */
  private static final int MAGIC = 0x436f_4932;

  private static final int FIELDS = 5 * Integer.BYTES + FileId.LENGTH;
  private static final int SHORTEST = FIELDS + HashFunction.LENGTH;

  /** Without a name yet. */
  public static InodeSeal fresh(FileId id, int mode, int uid, int gid, int device) {
    return new InodeSeal(id, mode, uid, gid, device, new byte[0]);
  }

  public byte[] seal(VolumeKeys keys) {
    byte[] sealed = new byte[SHORTEST + names.length];
    ByteBuffer fields = ByteBuffer.wrap(sealed).putInt(MAGIC);
    fields.putInt(mode).putInt(uid).putInt(gid).putInt(device);
    id.write(fields);
    fields.put(names);
    int signed = FIELDS + names.length;
    keys.seals().tag(sealed, 0, signed, sealed, signed);
    return sealed;
  }

  public static InodeSeal open(byte[] sealed, VolumeKeys keys) throws SealRefused {
    int names = sealed.length - SHORTEST;
    if (names < 0 || names % NameBinding.LENGTH != 0) {
      throw new SealRefused(
          Reason.TRUNCATED, "carries a seal of %d bytes".formatted(sealed.length));
    }
    int signed = FIELDS + names;
    ByteBuffer fields = ByteBuffer.wrap(sealed);
    if (fields.getInt() != MAGIC || !keys.seals().matches(sealed, 0, signed, sealed, signed)) {
      throw new SealRefused(Reason.ALTERED, "carries a seal that is not what was sealed");
    }
    int mode = fields.getInt();
    int uid = fields.getInt();
    int gid = fields.getInt();
    int device = fields.getInt();
    FileId id = FileId.read(fields);
    return new InodeSeal(id, mode, uid, gid, device, Arrays.copyOfRange(sealed, FIELDS, signed));
  }

  public int type() {
    return mode & TYPE;
  }

  public boolean isDirectory() {
    return type() == DIRECTORY;
  }

  public int nameCount() {
    return names.length / NameBinding.LENGTH;
  }

  public boolean isBound(byte[] binding) {
    return NameBinding.contains(names, 0, binding);
  }

  public InodeSeal withMode(int newMode) {
    return new InodeSeal(id, newMode, uid, gid, device, names);
  }

  public InodeSeal withOwner(int newUid, int newGid) {
    return new InodeSeal(id, mode, newUid, newGid, device, names);
  }

  public InodeSeal bound(byte[] binding) {
    byte[] more = Arrays.copyOf(names, names.length + binding.length);
    System.arraycopy(binding, 0, more, names.length, binding.length);
    return new InodeSeal(id, mode, uid, gid, device, more);
  }

  public InodeSeal unbound(byte[] binding) {
    var left = new ByteArrayOutputStream();
    for (int at = 0; at < names.length; at += binding.length) {
      if (!Arrays.equals(names, at, at + binding.length, binding, 0, binding.length)) {
        left.write(names, at, binding.length);
      }
    }
    return new InodeSeal(id, mode, uid, gid, device, left.toByteArray());
  }
}
