package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Workspace;
import dev.coffer.agent.volume.fuse.InodeCreation.Owner;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.LoggedName;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Reply;
import dev.coffer.agent.volume.protocol.Request;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;

/** Finds, makes, moves and removes names. */
final class Namespace {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int DIRECTORY = 0040000;
  private static final int EVERYBODY = 0777;
  private static final int LONGEST_TARGET = 4095;
  private static final int ENAMETOOLONG = 36;

  private final Volume volume;
  private final Attributes attributes;
  private final InodeCreation creation;

  Namespace(Volume volume, Attributes attributes) {
    this.volume = volume;
    this.attributes = attributes;
    this.creation = new InodeCreation(volume);
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
        volume.nodes().forget(child.inode(), 1);
        throw e;
      }
    } catch (SealRefused e) {
      throw new SealRefused(e.reason(), LoggedName.of(name) + " " + e.getMessage());
    }
  }

  private Node child(Node parent, byte[] name) throws IOException {
    Nodes nodes = volume.nodes();
    nodes.names().readLock().lock();
    try (Pinned pinned = nodes.pin(parent, name)) {
      FileStatus status = Posix.status(pinned.descriptor());
      InodeSeal seal = volume.seals().verify(pinned.descriptor(), status, parent.id(), name);
      return nodes.remember(status.inode(), seal, parent, name);
    } finally {
      nodes.names().readLock().unlock();
    }
  }

  private Node node(Request request) throws Errno {
    return volume.nodes().get(request.node());
  }

  /** Makes a regular file, and answers with its node. */
  Node createFile(Request request, Reply reply, byte[] name, int mode) throws IOException {
    return create(request, reply, name, REGULAR | (mode & ~TYPE), InodeCreation.NOTHING);
  }

  private Node create(Request request, Reply reply, byte[] name, int mode, byte[] content)
      throws IOException {
    Node parent = node(request);
    creation.file(parent, name, Owner.of(request, parent, mode), 0, content);
    return enter(reply, parent, name);
  }

  void makeNode(Request request, Reply reply) throws IOException {
    int mode = request.integer(0);
    byte[] name = request.name(16);
    Node parent = node(request);
    int device = (mode & TYPE) == REGULAR ? 0 : request.integer(4);
    creation.file(parent, name, Owner.of(request, parent, mode), device, InodeCreation.NOTHING);
    Node _ = enter(reply, parent, name);
  }

  void symlink(Request request, Reply reply) throws IOException {
    byte[] name = request.name(0);
    byte[] target = request.name(name.length + 1);
    if (target.length > LONGEST_TARGET) {
      throw new Errno(ENAMETOOLONG, "a link of %d bytes".formatted(target.length));
    }
    Node _ = create(request, reply, name, SYMBOLIC_LINK | EVERYBODY, target);
  }

  void makeDirectory(Request request, Reply reply) throws IOException {
    Node parent = node(request);
    byte[] name = request.name(8);
    int mode = DIRECTORY | (request.integer(0) & ~TYPE);
    creation.directory(parent, name, Owner.of(request, parent, mode));
    Node _ = enter(reply, parent, name);
  }

  void readLink(Request request, Reply reply, Workspace workspace) throws IOException {
    Node node = node(request);
    if ((node.mode() & TYPE) != SYMBOLIC_LINK) {
      throw new Errno(Errno.EINVAL, "readlink of something else");
    }
    LoadedFile file = volume.files().use(node);
    try {
      byte[] target = new byte[LONGEST_TARGET];
      int length = file.content().read(0, target, target.length, workspace);
      reply.bytes(target, length);
    } finally {
      volume.files().release(file);
    }
  }

  void link(Request request, Reply reply) throws IOException {
    Node target = volume.nodes().get(request.number(0));
    Node parent = node(request);
    byte[] name = request.name(8);
    Nodes nodes = volume.nodes();
    Handle handle = parent.handle(nodes);
    nodes.names().writeLock().lock();
    try (Pinned pinned = nodes.pin(target)) {
      int directory = handle.borrow();
      boolean bound = volume.seals().bind(pinned.descriptor(), parent.id(), name);
      try {
        Posix.link(pinned.descriptor(), directory, name);
      } catch (Errno e) {
        if (bound) {
          volume.seals().unbind(pinned.descriptor(), parent.id(), name);
        }
        throw e;
      } finally {
        handle.giveBack();
      }
    } finally {
      nodes.names().writeLock().unlock();
    }
    Node _ = enter(reply, parent, name);
  }

  void unlink(Request request) throws IOException {
    Node parent = node(request);
    byte[] name = request.name(0);
    Nodes nodes = volume.nodes();
    Handle handle = parent.handle(nodes);
    FileStatus status;
    nodes.names().writeLock().lock();
    try (Pinned pinned = nodes.pin(parent, name)) {
      int directory = handle.borrow();
      try {
        Posix.unlink(directory, name);
      } finally {
        handle.giveBack();
      }
      status = Posix.status(pinned.descriptor());
      if (status.isRegular() && status.links() > 0) {
        volume.seals().unbind(pinned.descriptor(), parent.id(), name);
      }
      nodes.unnamed(status.inode(), parent, name, pinned.take());
    } finally {
      nodes.names().writeLock().unlock();
    }
    volume.files().unlinked(status.inode());
  }

  void removeDirectory(Request request) throws IOException {
    Node parent = node(request);
    byte[] name = request.name(0);
    Nodes nodes = volume.nodes();
    Handle handle = parent.handle(nodes);
    nodes.names().writeLock().lock();
    try (Pinned pinned = nodes.pin(parent, name)) {
      int directory = handle.borrow();
      try {
        Posix.removeDirectory(directory, name);
      } finally {
        handle.giveBack();
      }
      long inode = Posix.status(pinned.descriptor()).inode();
      nodes.unnamed(inode, parent, name, pinned.take());
    } finally {
      nodes.names().writeLock().unlock();
    }
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
    var rename = new Rename(volume, from, name, to, newName);
    switch (flags) {
      case 0 -> volume.files().unlinked(rename.replacing());
      case Posix.NO_REPLACE -> rename.refusing();
      case Posix.EXCHANGE -> rename.exchanging();
      default -> throw new Errno(Errno.EINVAL, "rename with flags " + flags);
    }
  }
}
