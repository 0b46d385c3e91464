package dev.coffer.agent.process;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Bytes for a child's standard input that rest in memory alone ({@code memfd_create}) and can be
 * read from the start again: mariadb-backup reads its option file three times. The memory is gone
 * once this is closed and the child has ended.
 */
@SuppressWarnings("restricted")
public final class SecretFile implements AutoCloseable {
  private static final int CLOSE_ON_EXEC = 1;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CREATE =
      function(
          "memfd_create",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final int descriptor;

  private SecretFile(int descriptor) {
    this.descriptor = descriptor;
  }

  public static SecretFile of(byte[] content, int length) throws IOException {
    var secret = new SecretFile(create());
    // The kernel makes it open to all, and MariaDB ignores option files that all can write.
    Files.setPosixFilePermissions(
        secret.file().toPath(), PosixFilePermissions.fromString("rw-------"));
    try (var out = new FileOutputStream(secret.file())) {
      out.write(content, 0, length);
    }
    return secret;
  }

  /** Lets a child that runs as this user open it. Returns this. */
  public SecretFile readableBy(int user) throws IOException {
    Files.setAttribute(file().toPath(), "unix:uid", user);
    return this;
  }

  File file() {
    return new File("/proc/self/fd/" + descriptor);
  }

  @Override
  public void close() {
    call(() -> (int) CLOSE.invokeExact(descriptor));
  }

  private static int create() throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocateFrom("secret");
      int descriptor = call(() -> (int) CREATE.invokeExact(name, CLOSE_ON_EXEC));
      if (descriptor < 0) {
        throw new IOException("memfd_create refused");
      }
      return descriptor;
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  private static int call(NativeCall call) {
    try {
      return call.invoke();
    } catch (Throwable impossible) {
      throw new AssertionError("a native call throws nothing", impossible);
    }
  }

  private interface NativeCall {
    int invoke() throws Throwable;
  }
}
