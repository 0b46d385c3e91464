package dev.coffer.agent.pipeline;

import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A run whose stream is carried into a pipe. */
final class Pumped implements Source.Telling {
  private static final int CHUNK = 1 << 16;

  private final Source.Run run;
  private final OutputStream pipe;
  private final Thread pump = Thread.ofPlatform().daemon().name("pump").unstarted(this::carry);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable IOException failure;

  private Pumped(Source.Run run, OutputStream pipe) {
    this.run = run;
    this.pipe = pipe;
  }

  static Pumped start(Source source, Path pipe) throws IOException {
    // A channel, whose writing an interrupt ends: a reader may hold the pipe and read no more.
    OutputStream out = Channels.newOutputStream(FileChannel.open(pipe, StandardOpenOption.WRITE));
    boolean started = false;
    try {
      var pumped = new Pumped(source.start(), out);
      pumped.pump.start();
      started = true;
      return pumped;
    } finally {
      if (!started) {
        out.close();
      }
    }
  }

  private void carry() {
    try (pipe) {
      InputStream stream = run.stream();
      byte[] chunk = new byte[CHUNK];
      for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
        pipe.write(chunk, 0, n);
      }
    } catch (IOException broken) {
      failure = broken;
    } finally {
      ended.countDown();
    }
  }

  @Override
  public Envelope.Position finish() throws IOException {
    try {
      ended.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an engine tells its data");
    }
    if (failure != null) {
      run.requireNotEnded();
      throw failure;
    }
    return run.finish();
  }

  @Override
  public void requireNotEnded() {
    run.requireNotEnded();
  }

  @Override
  public void abort() {
    run.abort();
    pump.interrupt();
  }

  @Override
  public void close() {
    pump.interrupt();
    run.close();
  }
}
