package dev.coffer.agent.volume.fuse;

import static java.lang.System.Logger.Level.WARNING;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.LoggedName;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.NameBinding;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;

/**
 * The seals of inodes, in an extended attribute of each. The disk keeps changes of attributes and
 * of names in order, so a name that is bound before it is given and unbound after it is taken is
 * never found unbound, whenever the power goes.
 */
public final class Seals {
  private static final System.Logger LOG = System.getLogger(Seals.class.getName());

  static final byte[] ATTRIBUTE = Posix.bytes("user.coffer");

  private final VolumeKeys keys;

  public Seals(VolumeKeys keys) {
    this.keys = keys;
  }

  /** The seal of what was found under a name, if it belongs there. */
  InodeSeal verify(int descriptor, FileStatus status, FileId directory, byte[] name)
      throws Errno, SealRefused {
    InodeSeal seal = open(descriptor, status);
    if (!seal.isBound(binding(seal, directory, name))) {
      throw new SealRefused(Reason.MISPLACED, "was sealed for another place");
    }
    return seal;
  }

  /** The seal of something that has no name: the root. */
  InodeSeal verify(int descriptor, FileId expected) throws Errno, SealRefused {
    InodeSeal seal = open(descriptor, Posix.status(descriptor));
    if (!seal.id().equals(expected)) {
      throw new SealRefused(Reason.MISPLACED, "is another directory than the root");
    }
    return seal;
  }

  /** Only directories and files can carry one: anything else there is not of the volume. */
  private InodeSeal open(int descriptor, FileStatus status) throws Errno, SealRefused {
    if (!status.isDirectory() && !status.isRegular()) {
      throw new SealRefused(Reason.MISSING, "is %s, put there unsealed".formatted(status.kind()));
    }
    InodeSeal seal = read(descriptor);
    if (seal.isDirectory() != status.isDirectory()) {
      throw new SealRefused(
          Reason.MISPLACED, "is %s, not what was sealed".formatted(status.kind()));
    }
    return seal;
  }

  /** As it stands at something whose place was looked at before. */
  InodeSeal read(int descriptor) throws Errno, SealRefused {
    try {
      return InodeSeal.open(Posix.attribute(descriptor, ATTRIBUTE), keys);
    } catch (Errno e) {
      if (e.is(Errno.ENODATA)) {
        throw new SealRefused(Reason.MISSING, "carries no seal");
      }
      if (e.is(Errno.EACCES)) {
        throw new SealRefused(Reason.MISPLACED, "belongs to another user on the backing disk");
      }
      throw e;
    }
  }

  private byte[] binding(InodeSeal seal, FileId directory, byte[] name) {
    return NameBinding.of(keys, directory, name, seal.id());
  }

  void write(int descriptor, InodeSeal seal) throws Errno {
    Posix.setAttribute(descriptor, ATTRIBUTE, seal.seal(keys), 0);
  }

  /** Seals something that has no name yet, for its first one. */
  void create(int descriptor, InodeSeal seal, FileId directory, byte[] name) throws Errno {
    write(descriptor, seal.bound(binding(seal, directory, name)));
  }

  /** Seals the root, whose id the volume's header knows. */
  void createRoot(int descriptor, FileId id, int mode) throws Errno {
    write(descriptor, InodeSeal.fresh(id, mode, 0, 0, 0));
  }

  /** Returns whether it was not bound before. */
  boolean bind(int descriptor, FileId directory, byte[] name) throws Errno, SealRefused {
    InodeSeal seal = read(descriptor);
    byte[] binding = binding(seal, directory, name);
    if (seal.isBound(binding)) {
      return false;
    }
    if (seal.nameCount() >= InodeSeal.MOST_NAMES) {
      throw new Errno(Errno.EMLINK, "more than %d names".formatted(InodeSeal.MOST_NAMES));
    }
    write(descriptor, seal.bound(binding));
    return true;
  }

  /**
   * Takes away a name that is gone, or could not be given. Failing to is no failure of the change
   * itself, which happened: the seal names one place more, as after a crash.
   */
  void unbind(int descriptor, FileId directory, byte[] name) {
    try {
      InodeSeal seal = read(descriptor);
      write(descriptor, seal.unbound(binding(seal, directory, name)));
    } catch (IOException e) {
      LOG.log(WARNING, () -> "the name %s stays in a seal".formatted(LoggedName.of(name)), e);
    }
  }
}
