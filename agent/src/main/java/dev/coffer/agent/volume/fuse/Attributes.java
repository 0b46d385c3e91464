package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Workspace;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Reply;
import dev.coffer.agent.volume.protocol.Request;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Shows and changes what {@code stat} tells of a node. */
final class Attributes {
  /** Seconds that the kernel may believe an answer: nothing changes but through it. */
  private static final long VALID = 3600;

  private static final int SECTOR = 512;
  private static final int PAGE = 4096;
  private static final int SET_USER_ID = 04000;
  private static final int SET_IDS = 06000;
  private static final int PERMISSIONS = 07777;
  private static final int GROUP_EXECUTE = 010;

  private final Volume volume;

  Attributes(Volume volume) {
    this.volume = volume;
  }

  void entry(Reply reply, Node node) throws IOException {
    FileStatus status = volume.nodes().status(node);
    reply
        .number(volume.nodes().numberOf(node))
        .number(0)
        .number(VALID)
        .number(VALID)
        .integer(0)
        .integer(0);
    write(reply, node, status);
  }

  /** Says that there is nothing of that name, and that the kernel may remember it. */
  void absentEntry(Reply reply) {
    reply.number(0).number(0).number(VALID).zeroes(128 - 24);
  }

  void get(Request request, Reply reply) throws IOException {
    get(volume.nodes().get(request.node()), reply);
  }

  private void get(Node node, Reply reply) throws IOException {
    FileStatus status = volume.nodes().status(node);
    reply.number(VALID).integer(0).integer(0);
    write(reply, node, status);
  }

  private void write(Reply reply, Node node, FileStatus status) throws IOException {
    var shown =
        status.isRegular()
            ? volume.files().show(node, status)
            : new LoadedFiles.Shown(status.size(), status.modified());
    reply
        .number(status.inode())
        .number(shown.size())
        .number(status.isRegular() ? sectors(status, shown.size()) : status.blocks())
        .number(status.accessed().seconds())
        .number(shown.modified().seconds())
        .number(status.changed().seconds())
        .integer(status.accessed().nanos())
        .integer(shown.modified().nanos())
        .integer(status.changed().nanos())
        .integer(node.mode())
        .integer(status.links())
        .integer(node.uid())
        .integer(node.gid())
        .integer(node.device())
        .integer(PAGE)
        .integer(0);
  }

  /** What the content takes on the disk: without header and entries, which are ours. */
  private static long sectors(FileStatus status, long size) {
    long blocks = Layout.blocks(size);
    long full = blocks / Layout.GROUP;
    long rest = blocks % Layout.GROUP * Layout.ENTRY;
    long entries = full * Layout.BLOCK + (rest + PAGE - 1) / PAGE * PAGE;
    return Math.max(0, status.blocks() - (Layout.HEADER + entries) / SECTOR);
  }

  void set(Request request, Reply reply, Workspace workspace) throws IOException {
    Node node = volume.nodes().get(request.node());
    int valid = request.integer(0);
    if (isSet(valid, 0) || isSet(valid, 1) || isSet(valid, 2)) {
      volume.reseal(node, seal -> changed(seal, request, valid));
    }
    if (isSet(valid, 3)) {
      truncate(node, request.number(16), workspace);
    }
    if (isSet(valid, 11)) {
      killSetIds(node);
    }
    if (isSet(valid, 4) || isSet(valid, 5)) {
      try (Pinned pinned = volume.nodes().pin(node)) {
        Posix.changeTimes(
            pinned.descriptor(), time(request, valid, 4, 7, 0), time(request, valid, 5, 8, 1));
      }
    }
    if (isSet(valid, 5)) {
      volume.files().modifiedAt(node, volume.nodes().status(node).modified());
    }
    get(node, reply);
  }

  private static InodeSeal changed(InodeSeal seal, Request request, int valid) {
    InodeSeal changed = seal;
    if (isSet(valid, 0)) {
      changed = changed.withMode(changed.type() | (request.integer(68) & PERMISSIONS));
    }
    if (isSet(valid, 1) || isSet(valid, 2)) {
      int uid = isSet(valid, 1) ? request.integer(76) : changed.uid();
      int gid = isSet(valid, 2) ? request.integer(80) : changed.gid();
      changed = changed.withOwner(uid, gid);
      // Bits that the former owner set must not work for a new one.
      if (!isSet(valid, 0) && !changed.isDirectory()) {
        changed = changed.withMode(withoutSetIds(changed.mode()));
      }
    }
    return changed;
  }

  private static int withoutSetIds(int mode) {
    return (mode & GROUP_EXECUTE) == 0 ? mode & ~SET_USER_ID : mode & ~SET_IDS;
  }

  private static boolean isSet(int valid, int bit) {
    return (valid >> bit & 1) != 0;
  }

  private static FileStatus.Time time(Request request, int valid, int bit, int nowBit, int index) {
    if (!isSet(valid, bit)) {
      return FileStatus.Time.UNCHANGED;
    }
    return isSet(valid, nowBit)
        ? FileStatus.Time.NOW
        : new FileStatus.Time(request.number(32 + 8 * index), request.integer(56 + 4 * index));
  }

  private void truncate(Node node, long size, Workspace workspace) throws IOException {
    LoadedFile file = volume.files().use(node);
    try {
      volume.requireBearable(size, size - file.content().size());
      file.written();
      file.content().truncate(size, workspace);
    } finally {
      volume.files().release(file);
    }
  }

  /** What a write or truncation by another user does to a program that changes its user. */
  void killSetIds(Node node) throws IOException {
    if (withoutSetIds(node.mode()) != node.mode()) {
      volume.reseal(node, seal -> seal.withMode(withoutSetIds(seal.mode())));
      volume.notices().attributesChanged(volume.nodes().numberOf(node));
    }
  }

  void fileSystem(Reply reply) throws Errno {
    MemorySegment found = Posix.fileSystem(volume.nursery());
    for (int at = 16; at <= 48; at += Long.BYTES) {
      reply.number(found.get(ValueLayout.JAVA_LONG, at));
    }
    int blockSize = (int) found.get(ValueLayout.JAVA_LONG, 8);
    int nameLength = (int) found.get(ValueLayout.JAVA_LONG, 64);
    reply.integer(blockSize).integer(nameLength).integer(blockSize).zeroes(28);
  }
}
