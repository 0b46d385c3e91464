package dev.coffer.agent.volume.fuse;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Lists directories. A position in a listing is the one that the disk below gives. */
final class DirectoryOperations {
  private static final int ENTRY = 128;
  private static final int DIRENT = 24;
  private static final int NAME_AT = 19;

  private final Volume volume;
  private final Namespace namespace;

  DirectoryOperations(Volume volume, Namespace namespace) {
    this.volume = volume;
    this.namespace = namespace;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared: it lives for one request
  private record Name(long inode, long next, int type, byte[] name) {
    boolean isDots() {
      return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }

    int length(boolean plus) {
      return (plus ? ENTRY : 0) + (DIRENT + name.length + 7) / 8 * 8;
    }
  }

  void open(Request request, Reply reply) throws IOException {
    Node node = volume.nodes().get(request.node());
    int descriptor = Posix.reopen(node.descriptor(), Posix.READ_ONLY | Posix.DIRECTORY);
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
    for (Name name : names((int) request.number(0), request.number(8), room)) {
      if (reply.bodyLength() + name.length(plus) > room) {
        return;
      }
      if (plus) {
        entry(reply, directory, name);
      }
      reply.number(name.inode).number(name.next).integer(name.name.length).integer(name.type);
      reply.bytes(name.name, name.name.length).align();
    }
  }

  private static List<Name> names(int descriptor, long position, int room) throws Errno {
    MemorySegment found = Posix.entries(descriptor, position, room);
    var names = new ArrayList<Name>();
    for (long at = 0; at < found.byteSize(); ) {
      int length = found.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 16) & 0xffff;
      long end = at + NAME_AT;
      while (found.get(ValueLayout.JAVA_BYTE, end) != 0) {
        end++;
      }
      names.add(
          new Name(
              found.get(ValueLayout.JAVA_LONG_UNALIGNED, at),
              found.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8),
              found.get(ValueLayout.JAVA_BYTE, at + 18),
              found.asSlice(at + NAME_AT, end - at - NAME_AT).toArray(ValueLayout.JAVA_BYTE)));
      at += length;
    }
    return names;
  }

  /** What a lookup would answer; nothing where it would refuse, so that the rest can be listed. */
  private void entry(Reply reply, Node directory, Name name) {
    int before = reply.bodyLength();
    try {
      if (!name.isDots()) {
        Node _ = namespace.enter(reply, directory, name.name);
        return;
      }
    } catch (IOException _) {
      reply.cutTo(before);
    }
    reply.zeroes(ENTRY);
  }
}
