package dev.coffer.agent.worker;

import dev.coffer.agent.process.BoundedLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One start of a program that says it is ready on its first line. A thread of its own starts it and
 * stays for as long as it runs, because the kernel ends the program with the thread that started
 * it.
 */
final class WorkerStart {
  /** Of its first line, in bytes. */
  private static final int LONGEST = 1000;

  private final List<String> line;
  private final Duration limit;
  private final CompletableFuture<Process> process = new CompletableFuture<>();
  private final CompletableFuture<Process> ready = new CompletableFuture<>();

  /**
   * @param line the program and its arguments
   * @param limit from the start to the first line; a program that takes longer is killed
   */
  WorkerStart(List<String> line, Duration limit) {
    this.line = line;
    this.limit = limit;
  }

  /** Starts the program and returns once it is ready. */
  Process run() throws IOException {
    Thread.ofPlatform().daemon().name("worker").start(this::attend);
    boolean up = false;
    try {
      Process worker = ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      up = true;
      return worker;
    } catch (TimeoutException silent) {
      throw new IOException(
          "the worker was killed: it was not ready %d s after its start"
              .formatted(limit.toSeconds()),
          silent);
    } catch (ExecutionException failed) {
      throw new IOException("the worker was not started", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the worker started", interrupted);
    } finally {
      if (!up) {
        giveUp();
      }
    }
  }

  /** Whichever comes second, this or the start, kills the program. */
  private void giveUp() {
    process.cancel(false);
    if (!process.isCancelled() && !process.isCompletedExceptionally()) {
      process.join().destroyForcibly();
    }
  }

  private void attend() {
    try {
      Process started =
          new ProcessBuilder(line)
              .directory(Path.of("/").toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.complete(started)) {
        started.destroyForcibly();
      }
      requireReady(started);
      ready.complete(started);
      started.waitFor();
    } catch (IOException failed) {
      process.completeExceptionally(failed);
      ready.completeExceptionally(failed);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireReady(Process process) throws IOException {
    String said = new BoundedLines(process.getInputStream(), LONGEST).next();
    if (!Worker.READY.equals(said)) {
      throw new IOException("the worker did not come up: " + said);
    }
  }
}
