package dev.coffer.agent.volume.fuse;

import static java.lang.System.Logger.Level.ERROR;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Kernel;
import dev.coffer.agent.volume.protocol.Handshake;
import dev.coffer.agent.volume.protocol.Opcode;
import dev.coffer.agent.volume.protocol.Reply;
import dev.coffer.agent.volume.protocol.Request;
import dev.coffer.crypto.block.v1.SealRefused;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers the kernel on a few threads until the volume is unmounted. What was tampered with is
 * answered by EIO and told in the log, with file and block; a request never ends a thread.
 */
final class Session {
  private static final System.Logger LOG = System.getLogger(Session.class.getName());

  private final int device;
  private final Volume volume;
  private final Namespace namespace;
  private final Attributes attributes;
  private final FileOperations files;
  private final DirectoryOperations directories;
  private final ExtendedAttributes extended;

  Session(int device, Volume volume) {
    this.device = device;
    this.volume = volume;
    this.attributes = new Attributes(volume);
    this.namespace = new Namespace(volume, attributes);
    this.files = new FileOperations(volume, namespace, attributes);
    this.directories = new DirectoryOperations(volume, namespace);
    this.extended = new ExtendedAttributes(volume);
  }

  /** Returns after the volume was unmounted. */
  void serve(int threads) throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      // Not virtual: each blocks in a read of the device nearly all the time.
      running.add(Thread.ofPlatform().name("fuse-" + i).start(this::answerAll));
    }
    for (Thread thread : running) {
      thread.join();
    }
  }

  private void answerAll() {
    var request = new Request(Arena.global().allocate(Kernel.BUFFER, 4096));
    var reply = new Reply(Arena.global().allocate(Kernel.BUFFER, 4096));
    var transfer = new Transfer();
    while (true) {
      long got = Kernel.raw(Kernel.READ, device, request.bytes().address(), Kernel.BUFFER, 0, 0);
      if (got == -Errno.ENODEV) {
        return;
      }
      if (got > 0) {
        request.received((int) got);
        answer(request, reply, transfer);
      } else if (got != -Errno.EINTR && got != -Errno.EAGAIN && got != -Errno.ENOENT) {
        LOG.log(ERROR, "cannot read requests: errno {0}, thread ended", -got);
        return;
      }
    }
  }

  private void answer(Request request, Reply reply, Transfer transfer) {
    Opcode opcode = Opcode.of(request.opcode());
    reply.clear();
    int error = opcode == null ? Errno.ENOSYS : handle(opcode, request, reply, transfer);
    if (opcode == Opcode.FORGET || opcode == Opcode.BATCH_FORGET || opcode == Opcode.INTERRUPT) {
      return;
    }
    reply.finish(request.unique(), error);
    long sent = Kernel.raw(Kernel.WRITE, device, reply.bytes().address(), reply.length(), 0, 0);
    // ENOENT: the process that asked was killed meanwhile.
    if (sent < 0 && sent != -Errno.ENOENT && sent != -Errno.ENODEV) {
      LOG.log(ERROR, "cannot answer {0}: errno {1}", opcode, -sent);
    }
  }

  private int handle(Opcode opcode, Request request, Reply reply, Transfer transfer) {
    try {
      dispatch(opcode, request, reply, transfer);
      return 0;
    } catch (SealRefused e) {
      LOG.log(ERROR, () -> "refused %s: %s".formatted(nameOf(request.node()), e.getMessage()));
      return Errno.EIO;
    } catch (Errno e) {
      return e.number();
    } catch (IOException e) {
      LOG.log(ERROR, () -> "cannot %s %s".formatted(opcode, nameOf(request.node())), e);
      return Errno.EIO;
    } catch (RuntimeException | Error e) {
      // The process that asked waits for an answer, whatever it was.
      LOG.log(ERROR, () -> "defect in %s of %s".formatted(opcode, nameOf(request.node())), e);
      return Errno.EIO;
    }
  }

  private String nameOf(long node) {
    try {
      return volume.nodes().path(volume.nodes().get(node));
    } catch (Errno _) {
      return "node " + node;
    }
  }

  private void dispatch(Opcode opcode, Request request, Reply reply, Transfer transfer)
      throws IOException {
    volume.requests().add(opcode);
    switch (opcode) {
      case INIT -> Handshake.answer(request, reply);
      case LOOKUP -> namespace.lookup(request, reply);
      case FORGET -> volume.nodes().forget(request.node(), request.number(0));
      case BATCH_FORGET -> forgetAll(request);
      case GETATTR -> attributes.get(request, reply);
      case SETATTR -> attributes.set(request, reply, transfer.workspace());
      case READLINK -> namespace.readLink(request, reply, transfer.workspace());
      case SYMLINK -> namespace.symlink(request, reply);
      case MKNOD -> namespace.makeNode(request, reply);
      case MKDIR -> namespace.makeDirectory(request, reply);
      case UNLINK -> namespace.unlink(request);
      case RMDIR -> namespace.removeDirectory(request);
      case RENAME -> namespace.rename(request);
      case RENAME2 -> namespace.renameWithFlags(request);
      case LINK -> namespace.link(request, reply);
      case OPEN -> files.open(request, reply);
      case CREATE -> files.create(request, reply);
      case READ -> files.read(request, reply, transfer);
      case WRITE -> files.write(request, reply, transfer);
      case FSYNC -> files.sync(request);
      case FALLOCATE -> files.allocate(request, transfer.workspace());
      case RELEASE -> files.release(request);
      case STATFS -> attributes.fileSystem(reply);
      case OPENDIR -> directories.open(request, reply);
      case READDIR -> directories.read(request, reply, false);
      case READDIRPLUS -> directories.read(request, reply, true);
      case FSYNCDIR -> directories.sync(request);
      case SETXATTR -> extended.set(request);
      case GETXATTR -> extended.get(request, reply);
      case LISTXATTR -> extended.list(request, reply);
      case REMOVEXATTR -> extended.remove(request);
      case FLUSH, INTERRUPT, DESTROY, RELEASEDIR -> {}
    }
  }

  private void forgetAll(Request request) throws Errno {
    int count = request.integer(0);
    for (int i = 0; i < count; i++) {
      volume.nodes().forget(request.number(8 + 16 * i), request.number(16 + 16 * i));
    }
  }
}
