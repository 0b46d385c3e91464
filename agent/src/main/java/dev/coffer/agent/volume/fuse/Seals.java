package dev.coffer.agent.volume.fuse;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.NameBinding;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The id of a file or directory and the names it may be found under, in an extended attribute of
 * the backing inode. The disk keeps changes of attributes and of names in order, so a name that is
 * bound before it is given and unbound after it is taken is never found unbound, whenever the power
 * goes.
 */
final class Seals {
  static final byte[] ATTRIBUTE = Posix.bytes("user.coffer");

  private static final int MOST_NAMES = 100;

  private final VolumeKeys keys;

  Seals(VolumeKeys keys) {
    this.keys = keys;
  }

  /** The id of what was found under a name, if it belongs there. */
  FileId verify(int descriptor, FileId directory, byte[] name) throws Errno, SealRefused {
    byte[] seal = seal(descriptor);
    FileId id = FileId.read(ByteBuffer.wrap(seal));
    byte[] binding = NameBinding.of(keys, directory, name, id);
    if (!NameBinding.contains(seal, FileId.LENGTH, binding)) {
      throw new SealRefused(Reason.MISPLACED, "was sealed for another place");
    }
    return id;
  }

  private static byte[] seal(int descriptor) throws Errno, SealRefused {
    try {
      byte[] seal = Posix.attribute(descriptor, ATTRIBUTE);
      if (seal.length < FileId.LENGTH) {
        throw new SealRefused(Reason.TRUNCATED, "its seal has %d bytes".formatted(seal.length));
      }
      return seal;
    } catch (Errno e) {
      if (e.is(Errno.ENODATA)) {
        throw new SealRefused(Reason.MISSING, "carries no seal");
      }
      throw e;
    }
  }

  /** Gives a thing that has no name yet its id and its first name. */
  void create(int descriptor, FileId id, FileId directory, byte[] name) throws Errno {
    byte[] seal =
        ByteBuffer.allocate(FileId.LENGTH + NameBinding.LENGTH)
            .put(id.bytes())
            .put(NameBinding.of(keys, directory, name, id))
            .array();
    Posix.setAttribute(descriptor, ATTRIBUTE, seal, 0);
  }

  void bind(int descriptor, FileId directory, byte[] name) throws Errno, SealRefused {
    byte[] seal = seal(descriptor);
    byte[] binding = NameBinding.of(keys, directory, name, FileId.read(ByteBuffer.wrap(seal)));
    if (NameBinding.contains(seal, FileId.LENGTH, binding)) {
      return;
    }
    if (seal.length >= FileId.LENGTH + MOST_NAMES * NameBinding.LENGTH) {
      throw new Errno(Errno.EMLINK, "more than %d names".formatted(MOST_NAMES));
    }
    byte[] longer = Arrays.copyOf(seal, seal.length + binding.length);
    System.arraycopy(binding, 0, longer, seal.length, binding.length);
    Posix.setAttribute(descriptor, ATTRIBUTE, longer, 0);
  }

  void unbind(int descriptor, FileId directory, byte[] name) throws Errno, SealRefused {
    byte[] seal = seal(descriptor);
    byte[] binding = NameBinding.of(keys, directory, name, FileId.read(ByteBuffer.wrap(seal)));
    var left = new ByteArrayOutputStream();
    left.write(seal, 0, FileId.LENGTH);
    for (int at = FileId.LENGTH; at + binding.length <= seal.length; at += binding.length) {
      if (!Arrays.equals(seal, at, at + binding.length, binding, 0, binding.length)) {
        left.write(seal, at, binding.length);
      }
    }
    Posix.setAttribute(descriptor, ATTRIBUTE, left.toByteArray(), 0);
  }
}
