package dev.coffer.agent.volume.posix;

import static dev.coffer.agent.volume.posix.Kernel.call;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Hands a {@link FuseDevice} to the process that is to serve it, which may open none itself: over a
 * socket that both have a name for. Whose the other end is, the kernel says.
 */
public final class Handover implements AutoCloseable {
  private static final int UNIX = 1;
  private static final int MESSAGES = 5;
  private static final int CLOSE_ON_EXEC = 02000000;
  private static final int SOCKET_LEVEL = 1;
  private static final int PEER_CREDENTIALS = 17;
  private static final int RIGHTS = 1;
  private static final int CLOSE_RECEIVED_ON_EXEC = 0x40000000;
  private static final int READABLE = 1;

  // Where things lie in the scratch memory of a thread.
  private static final long HEADER = 0;
  private static final long VECTOR = 64;
  private static final long CONTROL = 96;
  private static final long DATA = 160;
  private static final long CONTROL_LENGTH = 24;
  private static final long MESSAGE_LENGTH = 20;

  private final int socket;

  private Handover(int socket) {
    this.socket = socket;
  }

  /** Who connected, as numbers of this process's namespaces. */
  public record Peer(int pid, int uid) {}

  /** What was received: the device, and the receiver's process id as the sender sees it. */
  public record Received(FuseDevice device, long pid) {}

  private static int create() throws Errno {
    return (int) call("socket", Kernel.SOCKET, UNIX, MESSAGES | CLOSE_ON_EXEC, 0);
  }

  private static long address(Path path, MemorySegment into) {
    byte[] name = Posix.bytes(path.toString());
    into.asSlice(0, 110).fill((byte) 0);
    into.set(ValueLayout.JAVA_SHORT, 0, (short) UNIX);
    MemorySegment.copy(name, 0, into, ValueLayout.JAVA_BYTE, 2, name.length);
    return 2L + name.length + 1;
  }

  /** Waits at a path of fewer than 100 bytes, where nothing may be yet. */
  public static Handover listen(Path path) throws IOException {
    int socket = create();
    MemorySegment buffer = Kernel.scratch().buffer();
    long length = address(path, buffer);
    call("bind", Kernel.BIND, socket, buffer.address(), length);
    call("listen", Kernel.LISTEN, socket, 1, 0);
    return new Handover(socket);
  }

  public static Handover connect(Path path) throws IOException {
    int socket = create();
    MemorySegment buffer = Kernel.scratch().buffer();
    long length = address(path, buffer);
    call("connect", Kernel.CONNECT, socket, buffer.address(), length);
    return new Handover(socket);
  }

  /** The next that connects; empty if none did for so long. */
  public Optional<Handover> accept(int milliseconds) throws IOException {
    MemorySegment poll = Kernel.scratch().buffer();
    poll.set(ValueLayout.JAVA_INT, 0, socket);
    poll.set(ValueLayout.JAVA_SHORT, 4, (short) READABLE);
    poll.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
    if (call("poll", Kernel.POLL, poll.address(), 1, milliseconds) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Handover((int) call("accept", Kernel.ACCEPT4, socket, 0, 0, CLOSE_ON_EXEC, 0)));
  }

  public Peer peer() throws IOException {
    MemorySegment buffer = Kernel.scratch().buffer();
    buffer.set(ValueLayout.JAVA_INT, 16, 12);
    call(
        "getsockopt",
        Kernel.GETSOCKOPT,
        socket,
        SOCKET_LEVEL,
        PEER_CREDENTIALS,
        buffer.address(),
        buffer.address() + 16);
    return new Peer(buffer.get(ValueLayout.JAVA_INT, 0), buffer.get(ValueLayout.JAVA_INT, 4));
  }

  private static MemorySegment message() {
    MemorySegment buffer = Kernel.scratch().buffer();
    buffer.asSlice(0, DATA + 64).fill((byte) 0);
    buffer.set(ValueLayout.JAVA_LONG, VECTOR, buffer.address() + DATA);
    buffer.set(ValueLayout.JAVA_LONG, VECTOR + 8, Long.BYTES);
    buffer.set(ValueLayout.JAVA_LONG, HEADER + 16, buffer.address() + VECTOR);
    buffer.set(ValueLayout.JAVA_LONG, HEADER + 24, 1);
    buffer.set(ValueLayout.JAVA_LONG, HEADER + 32, buffer.address() + CONTROL);
    buffer.set(ValueLayout.JAVA_LONG, HEADER + 40, CONTROL_LENGTH);
    return buffer;
  }

  public void send(FuseDevice device, long pid) throws IOException {
    MemorySegment message = message();
    message.set(ValueLayout.JAVA_LONG, DATA, pid);
    message.set(ValueLayout.JAVA_LONG, CONTROL, MESSAGE_LENGTH);
    message.set(ValueLayout.JAVA_INT, CONTROL + 8, SOCKET_LEVEL);
    message.set(ValueLayout.JAVA_INT, CONTROL + 12, RIGHTS);
    message.set(ValueLayout.JAVA_INT, CONTROL + 16, device.descriptor());
    call("sendmsg", Kernel.SENDMSG, socket, message.address(), 0);
  }

  /** Waits for it; fails if the other end goes away. */
  public Received receive() throws IOException {
    MemorySegment message = message();
    long got = call("recvmsg", Kernel.RECVMSG, socket, message.address(), CLOSE_RECEIVED_ON_EXEC);
    if (got != Long.BYTES
        || message.get(ValueLayout.JAVA_LONG, CONTROL) != MESSAGE_LENGTH
        || message.get(ValueLayout.JAVA_INT, CONTROL + 12) != RIGHTS) {
      throw new IOException("no device was handed over");
    }
    int device = message.get(ValueLayout.JAVA_INT, CONTROL + 16);
    return new Received(new FuseDevice(device), message.get(ValueLayout.JAVA_LONG, DATA));
  }

  @Override
  public void close() {
    Posix.close(socket);
  }
}
