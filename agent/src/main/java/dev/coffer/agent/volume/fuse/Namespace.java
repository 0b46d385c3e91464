package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.fuse.Birth.Owner;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds, makes, moves and removes names. */
final class Namespace {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final byte[] POSTGRESQL_LOG = Posix.bytes("pg_wal");
  private static final byte[] INNODB_LOG = Posix.bytes("ib_logfile");

  private final Volume volume;
  private final Attributes attributes;
  private final Birth birth;

  // Held while the names that an inode is bound to are read and rewritten.
  private final Object binding = new Object();

  Namespace(Volume volume, Attributes attributes) {
    this.volume = volume;
    this.attributes = attributes;
    this.birth = new Birth(volume);
  }

  void lookup(Request request, Reply reply) throws IOException {
    Node parent = node(request);
    byte[] name = request.name(0);
    try {
      Node _ = enter(reply, parent, name);
    } catch (Errno e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
      attributes.absentEntry(reply);
    }
  }

  /** Answers with the node of a name, which the kernel then knows. */
  Node enter(Reply reply, Node parent, byte[] name) throws IOException {
    try {
      Node child = child(parent, name);
      try {
        attributes.entry(reply, child);
        return child;
      } catch (IOException e) {
        volume.nodes().forget(child.number(), 1);
        throw e;
      }
    } catch (SealRefused e) {
      throw new SealRefused(e.reason(), text(name) + " " + e.getMessage());
    }
  }

  private Node child(Node parent, byte[] name) throws IOException {
    int descriptor = Posix.pin(parent.descriptor(), name);
    try {
      FileStatus status = Posix.status(descriptor);
      FileId id = status.isSealed() ? volume.seals().verify(descriptor, parent.id(), name) : null;
      return volume.nodes().remember(descriptor, status, id, isLog(parent, name));
    } catch (IOException e) {
      Posix.close(descriptor);
      throw e;
    }
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  private static boolean isLog(Node parent, byte[] name) {
    return parent.isLog()
        || Arrays.equals(name, POSTGRESQL_LOG)
        || Arrays.mismatch(name, INNODB_LOG) >= INNODB_LOG.length;
  }

  private Node node(Request request) throws Errno {
    return volume.nodes().get(request.node());
  }

  /** Makes a regular file, and answers with its node. */
  Node createFile(Request request, Reply reply, byte[] name, int mode) throws IOException {
    Node parent = node(request);
    birth.file(parent, name, Owner.of(request, parent, mode, false));
    return enter(reply, parent, name);
  }

  void makeNode(Request request, Reply reply) throws IOException {
    int mode = request.integer(0);
    byte[] name = request.name(16);
    if ((mode & TYPE) == REGULAR) {
      Node _ = createFile(request, reply, name, mode);
      return;
    }
    Node parent = node(request);
    Posix.makeNode(parent.descriptor(), name, mode, request.integer(4));
    giveUnsealed(request, reply, parent, name);
  }

  void symlink(Request request, Reply reply) throws IOException {
    Node parent = node(request);
    byte[] name = request.name(0);
    Posix.symlink(request.name(name.length + 1), parent.descriptor(), name);
    giveUnsealed(request, reply, parent, name);
  }

  private void giveUnsealed(Request request, Reply reply, Node parent, byte[] name)
      throws IOException {
    Owner owner = Owner.of(request, parent, 0, false);
    int descriptor = Posix.pin(parent.descriptor(), name);
    try {
      Posix.changeOwner(descriptor, owner.uid(), owner.gid());
    } finally {
      Posix.close(descriptor);
    }
    Node _ = enter(reply, parent, name);
  }

  void makeDirectory(Request request, Reply reply) throws IOException {
    Node parent = node(request);
    byte[] name = request.name(8);
    birth.directory(parent, name, Owner.of(request, parent, request.integer(0), true));
    Node _ = enter(reply, parent, name);
  }

  void readLink(Request request, Reply reply) throws IOException {
    byte[] target = Posix.readLink(node(request).descriptor());
    reply.bytes(target, target.length);
  }

  void link(Request request, Reply reply) throws IOException {
    Node target = volume.nodes().get(request.number(0));
    Node parent = node(request);
    byte[] name = request.name(8);
    synchronized (binding) {
      boolean sealed = isSealed(target.descriptor());
      if (sealed) {
        volume.seals().bind(target.descriptor(), parent.id(), name);
      }
      Posix.link(target.descriptor(), parent.descriptor(), name);
    }
    Node _ = enter(reply, parent, name);
  }

  private static boolean isSealed(int descriptor) throws Errno {
    return Posix.status(descriptor).isSealed();
  }

  void unlink(Request request) throws IOException {
    Node parent = node(request);
    byte[] name = request.name(0);
    int descriptor = Posix.pin(parent.descriptor(), name);
    try {
      synchronized (binding) {
        Posix.unlink(parent.descriptor(), name);
        FileStatus status = Posix.status(descriptor);
        if (status.isSealed() && status.links() > 0) {
          volume.seals().unbind(descriptor, parent.id(), name);
        }
        volume.files().unlinked(Node.Inode.of(status));
      }
    } finally {
      Posix.close(descriptor);
    }
  }

  void removeDirectory(Request request) throws IOException {
    Posix.removeDirectory(node(request).descriptor(), request.name(0));
  }

  void rename(Request request) throws IOException {
    byte[] name = request.name(8);
    rename(request, 0, name, request.name(8 + name.length + 1));
  }

  void renameWithFlags(Request request) throws IOException {
    byte[] name = request.name(16);
    int flags = request.integer(8);
    if ((flags & ~(Posix.NO_REPLACE | Posix.EXCHANGE)) != 0) {
      throw new Errno(Errno.EINVAL, "rename with flags " + flags);
    }
    rename(request, flags, name, request.name(16 + name.length + 1));
  }

  private void rename(Request request, int flags, byte[] name, byte[] newName) throws IOException {
    Node from = node(request);
    Node to = volume.nodes().get(request.number(0));
    synchronized (binding) {
      try (var moved = Moved.pin(volume, from, name);
          var other = flags == Posix.EXCHANGE ? Moved.pin(volume, to, newName) : Moved.NOTHING;
          var replaced = Moved.pinIfThere(volume, to, newName)) {
        moved.bind(to, newName);
        other.bind(from, name);
        Posix.rename(from.descriptor(), name, to.descriptor(), newName, flags);
        if (!replaced.isSame(moved)) {
          moved.unbind(from, name);
          other.unbind(to, newName);
        }
        if (flags == 0) {
          replaced.replaced(to, newName, moved);
        }
      }
    }
  }
}
