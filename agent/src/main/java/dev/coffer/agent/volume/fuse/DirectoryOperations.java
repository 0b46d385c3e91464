package dev.coffer.agent.volume.fuse;

import java.io.IOException;

/** Lists directories. A position in a listing is the one that the disk below gives. */
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
    Node node = volume.nodes().get(request.node());
    int descriptor = volume.nodes().open(node);
    reply.number(descriptor).integer(0).integer(0);
  }

  void release(Request request) {
    Posix.close((int) request.number(0));
  }

  void sync(Request request) throws IOException {
    Posix.sync((int) request.number(0));
  }

  void read(Request request, Reply reply, boolean plus) throws IOException {
    int room = request.integer(16);
    Node directory = volume.nodes().get(request.node());
    for (DirectoryEntry name :
        DirectoryEntry.read((int) request.number(0), request.number(8), room)) {
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
