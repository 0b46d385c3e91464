package dev.coffer.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One running program. Its output ends the same way whether it finished or was killed: only {@link
 * #awaitSuccess()} tells the two apart, so nothing read may be believed before. Closing kills what
 * still runs, with all its descendants, and waits until it is gone.
 */
public final class Child implements AutoCloseable {
  private final String program;
  private final Process process;
  private final Tail tail;

  Child(String program, ProcessBuilder builder, Consumer<String> listener) throws IOException {
    this.program = program;
    process = builder.start();
    boolean merged = builder.redirectErrorStream();
    tail = new Tail(merged ? process.getInputStream() : process.getErrorStream(), listener);
  }

  public static Child start(Command command) throws IOException {
    return new Child(command.program(), command.builder(), _ -> {});
  }

  /** With a secret as its standard input, and each line of its standard error told. */
  public static Child start(Command command, SecretFile input, Consumer<String> listener)
      throws IOException {
    return new Child(command.program(), command.builder(input.file()), listener);
  }

  /** A write that the child no longer takes fails with what the child said. */
  public OutputStream input() {
    return new ChildInput(process.getOutputStream(), this);
  }

  public InputStream output() {
    return process.getInputStream();
  }

  /**
   * All that it writes. One that writes more bytes, or takes longer, is killed and fails: what some
   * programs write another decides.
   */
  public byte[] allOutput(int most, Duration limit) throws IOException {
    var late = new AtomicBoolean();
    Thread.ofVirtual().name("limit of " + program).start(() -> abortAfter(limit, late));
    byte[] said = output().readNBytes(most);
    if (said.length == most && output().read() >= 0) {
      abort();
      throw new IOException("%s writes more than %d bytes".formatted(program, most));
    }
    try {
      awaitSuccess();
    } catch (ProcessFailed failed) {
      throw late.get()
          ? new IOException("%s does not end within %s".formatted(program, limit), failed)
          : failed;
    }
    return said;
  }

  private void abortAfter(Duration limit, AtomicBoolean late) {
    try {
      if (!process.waitFor(limit)) {
        late.set(true);
        abort();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  void send(byte[] bytes) throws IOException {
    try (var input = input()) {
      input.write(bytes);
    }
  }

  public void awaitSuccess() throws IOException {
    try {
      int exitCode = process.waitFor();
      var lastWords = tail.await();
      if (exitCode != 0) {
        throw new ProcessFailed(program, exitCode, lastWords);
      }
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /** Kills it and all it started; safe from any thread. */
  public void abort() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      abort();
      process.onExit().join();
    }
  }

  private IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    var failure = new InterruptedIOException("interrupted while waiting for " + program);
    failure.initCause(cause);
    return failure;
  }
}
