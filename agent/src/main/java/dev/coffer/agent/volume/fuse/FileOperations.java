package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Workspace;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Reply;
import dev.coffer.agent.volume.protocol.Request;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Opens, reads, writes and syncs files. */
final class FileOperations {
  private static final int DIRECT = 1;
  private static final int KEEP_CACHE = 2;

  /** The kernel writes back its cache, and tells the time of the change by itself. */
  private static final int FROM_CACHE = 1;

  private static final int KILL_SET_IDS_ON_WRITE = 4;
  private static final int KILL_SET_IDS_ON_OPEN = 1;
  private static final int DATA_ONLY = 1;
  private static final int WRITE_DATA = 40;
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH = 2;
  private static final int ZERO = 0x10;

  private final Volume volume;
  private final Namespace namespace;
  private final Attributes attributes;
  private final ConcurrentHashMap<Long, LoadedFile> open = new ConcurrentHashMap<>();
  private final InstantSource clock = InstantSource.system();
  private final AtomicLong handles = new AtomicLong();

  FileOperations(Volume volume, Namespace namespace, Attributes attributes) {
    this.volume = volume;
    this.namespace = namespace;
    this.attributes = attributes;
  }

  void open(Request request, Reply reply) throws IOException {
    Node node = volume.nodes().get(request.node());
    if (!node.isRegular()) {
      throw new Errno(Errno.EINVAL, "open of what is no file");
    }
    LoadedFile file = open(node, reply);
    if ((request.integer(4) & KILL_SET_IDS_ON_OPEN) != 0) {
      attributes.killSetIds(file.node());
    }
  }

  void create(Request request, Reply reply) throws IOException {
    Node node = namespace.createFile(request, reply, request.name(16), request.integer(4));
    open(node, reply);
  }

  private LoadedFile open(Node node, Reply reply) throws IOException {
    LoadedFile file = volume.files().use(node);
    long handle = handles.incrementAndGet();
    open.put(handle, file);
    // The log is written once and synced at once: going through the cache would cost it a third.
    reply.number(handle).integer(node.isLog() ? DIRECT : KEEP_CACHE).integer(0);
    return file;
  }

  private LoadedFile file(long handle) throws Errno {
    LoadedFile file = open.get(handle);
    if (file == null) {
      throw new Errno(Errno.EIO, "handle " + handle);
    }
    return file;
  }

  void read(Request request, Reply reply, Transfer transfer) throws IOException {
    int length = Math.min(request.integer(16), Workspace.LONGEST);
    LoadedFile file = file(request.number(0));
    byte[] data = transfer.data();
    int got = file.content().read(request.number(8), data, length, transfer.workspace());
    reply.bytes(data, got);
  }

  void write(Request request, Reply reply, Transfer transfer) throws IOException {
    LoadedFile file = file(request.number(0));
    long offset = request.number(8);
    int length = request.integer(16);
    volume.requireBearable(offset + length, offset - file.content().size());
    request.copy(WRITE_DATA, transfer.data(), length);
    file.written();
    file.content().write(offset, transfer.data(), length, transfer.workspace());
    if ((request.integer(20) & FROM_CACHE) == 0) {
      file.modifiedAt(FileStatus.Time.of(clock.instant()));
    }
    if ((request.integer(20) & KILL_SET_IDS_ON_WRITE) != 0) {
      attributes.killSetIds(file.node());
    }
    // The kernel does not sync a file that is open for direct writes.
    if ((request.integer(32) & Posix.SYNC_ON_WRITE) != 0) {
      file.content().sync();
    }
    reply.integer(length).integer(0);
  }

  void sync(Request request) throws IOException {
    LoadedFile file = file(request.number(0));
    if ((request.integer(8) & DATA_ONLY) == 0) {
      file.syncInode();
    }
    file.content().sync();
  }

  void allocate(Request request, Workspace workspace) throws IOException {
    LoadedFile file = file(request.number(0));
    long offset = request.number(8);
    long length = request.number(16);
    int mode = request.integer(24);
    boolean keepSize = (mode & KEEP_SIZE) != 0;
    // A hole may reach as far behind the end as it likes: there is nothing to do there.
    if (mode != (PUNCH | KEEP_SIZE)) {
      volume.requireBearable(offset + length, offset + length - file.content().size());
    }
    file.written();
    switch (mode & ~KEEP_SIZE) {
      case 0 -> file.content().allocate(offset, length, keepSize, workspace);
      case PUNCH -> file.content().punch(offset, length, workspace);
      case ZERO -> {
        file.content().punch(offset, length, workspace);
        file.content().allocate(offset, length, keepSize, workspace);
      }
      default -> throw new Errno(Errno.EOPNOTSUPP, "fallocate with mode " + mode);
    }
  }

  void release(Request request) throws IOException {
    LoadedFile file = open.remove(request.number(0));
    if (file != null) {
      volume.files().release(file);
    }
  }
}
