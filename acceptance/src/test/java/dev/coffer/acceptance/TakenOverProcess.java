package dev.coffer.acceptance;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What an attacker runs who has become another user: reads an attempt from each line, a verb and
 * what it is about, and prints whether it succeeded. It has nothing of ours on its class path.
 */
final class TakenOverProcess {
  static final String DONE = "done ";
  static final String REFUSED = "refused ";

  private static final int ATTACH = 16;
  private static final int DETACH = 17;

  private final Path agent;

  private TakenOverProcess(Path agent) {
    this.agent = agent;
  }

  /** Its argument is the agent's socket. */
  public static void main(String[] arguments) throws IOException {
    var attacker = new TakenOverProcess(Path.of(arguments[0]));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int space = line.indexOf(' ');
      try {
        out.println(DONE + attacker.attempt(line.substring(0, space), line.substring(space + 1)));
      } catch (IOException refused) {
        out.println(REFUSED + refused);
      }
    }
  }

  private String attempt(String verb, String about) throws IOException {
    return switch (verb) {
      case "read" -> "read " + read(Path.of(about));
      case "write" -> write(Path.of(about));
      case "list" -> list(Path.of(about));
      case "connect" -> connect(Path.of(about));
      case "signal" -> call("kill", Integer.parseInt(about), 0);
      case "trace" -> trace(Integer.parseInt(about));
      case "ask" -> ask(about);
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private static int read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(1).length;
    }
  }

  private static String write(Path file) throws IOException {
    try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
      return "opened " + opened.length();
    }
  }

  private static String list(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.count() + " entries";
    }
  }

  private static String connect(Path socket) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return "connected " + channel.isConnected();
    }
  }

  private static String trace(int pid) throws IOException {
    String attached = ptrace(ATTACH, pid);
    ptrace(DETACH, pid);
    return attached;
  }

  @SuppressWarnings("restricted")
  private static String call(String name, int first, int second) throws IOException {
    var linker = Linker.nativeLinker();
    var function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      if ((int) function.invokeExact(first, second) < 0) {
        throw new IOException(name + " is not permitted");
      }
      return name;
    } catch (IOException refused) {
      throw refused;
    } catch (Throwable impossible) {
      throw new AssertionError("a native call throws nothing", impossible);
    }
  }

  @SuppressWarnings("restricted")
  private static String ptrace(int request, int pid) throws IOException {
    var linker = Linker.nativeLinker();
    var function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("ptrace"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS));
    try {
      if ((long) function.invokeExact(request, pid, MemorySegment.NULL, MemorySegment.NULL) < 0) {
        throw new IOException("ptrace is not permitted");
      }
      return "attached";
    } catch (IOException refused) {
      throw refused;
    } catch (Throwable impossible) {
      throw new AssertionError("a native call throws nothing", impossible);
    }
  }

  /** Sends JSON as the link has it, with one secret, and returns what the agent says. */
  private String ask(String json) throws IOException {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(agent))) {
      var out = new DataOutputStream(Channels.newOutputStream(channel));
      out.writeInt(text.length);
      out.writeInt(1);
      out.write(text);
      out.writeInt(1);
      out.write('x');
      var in = new DataInputStream(Channels.newInputStream(channel));
      int length = in.readInt();
      in.readInt();
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
  }
}
