package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.DirectoryEntry;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Reply;
import dev.coffer.agent.volume.protocol.Request;
import java.io.IOException;
import java.util.List;

/**
 * Lists directories. A position in a listing is the one that the disk below gives. One that a
 * program has open keeps no descriptor here: it may have as many open as it likes.
 */
final class DirectoryOperations {
  private static final int ENTRY = 128;
  private static final int DIRENT = 24;
  private static final int UNKNOWN = 0;

  /** The types of directories are those of modes without the permissions. */
  private static final int TYPE_SHIFT = 12;

  private final Volume volume;
  private final Namespace namespace;

  DirectoryOperations(Volume volume, Namespace namespace) {
    this.volume = volume;
    this.namespace = namespace;
  }

  private static int length(DirectoryEntry name, boolean plus) {
    return (plus ? ENTRY : 0) + (DIRENT + name.name().length + 7) / 8 * 8;
  }

  /** A file below may be anything: only its seal says what. */
  private static int type(DirectoryEntry name) {
    return name.type() == DirectoryEntry.DIRECTORY ? DirectoryEntry.DIRECTORY : UNKNOWN;
  }

  void open(Request request, Reply reply) throws IOException {
    Handle handle = handle(request);
    int _ = handle.borrow();
    handle.giveBack();
    reply.number(0).integer(0).integer(0);
  }

  private Handle handle(Request request) throws Errno {
    return volume.nodes().get(request.node()).handle(volume.nodes());
  }

  void sync(Request request) throws IOException {
    Handle handle = handle(request);
    int descriptor = handle.borrow();
    try {
      Posix.sync(descriptor);
    } finally {
      handle.giveBack();
    }
  }

  private List<DirectoryEntry> entries(Request request, int room) throws IOException {
    Handle handle = handle(request);
    int descriptor = handle.borrow();
    try {
      // Another listing at the same time moves the same position.
      synchronized (handle.position()) {
        return DirectoryEntry.read(descriptor, request.number(8), room);
      }
    } finally {
      handle.giveBack();
    }
  }

  void read(Request request, Reply reply, boolean plus) throws IOException {
    int room = request.integer(16);
    Node directory = volume.nodes().get(request.node());
    for (DirectoryEntry name : entries(request, room)) {
      if (reply.bodyLength() + length(name, plus) > room) {
        return;
      }
      int type = plus ? entry(reply, directory, name) : type(name);
      byte[] bytes = name.name();
      reply.number(name.inode()).number(name.next()).integer(bytes.length).integer(type);
      reply.bytes(bytes, bytes.length).align();
    }
  }

  /** What a lookup would answer; nothing where it would refuse, so that the rest can be listed. */
  private int entry(Reply reply, Node directory, DirectoryEntry name) {
    int before = reply.bodyLength();
    try {
      if (!name.isDots()) {
        return namespace.enter(reply, directory, name.name()).mode() >> TYPE_SHIFT;
      }
    } catch (IOException _) {
      reply.cutTo(before);
    }
    reply.zeroes(ENTRY);
    return type(name);
  }
}
