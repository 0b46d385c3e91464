package dev.coffer.agent.pipeline;

import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Copies one stream from a source to a sink: the calling thread reads and writes, workers compress,
 * and one more takes the digest of what was read. Belongs to one thread and one stream.
 */
final class StreamCopy implements AutoCloseable {
  private static final String DIGEST = "SHA-256";

  private final Compression compression;
  private final int limit;
  private final ExecutorService compressors;
  private final ExecutorService digester;
  private final MessageDigest digest;
  private final List<Chunk> all = new ArrayList<>();
  private final Deque<Chunk> idle = new ArrayDeque<>();
  private final Deque<OnTheWay> onTheWay = new ArrayDeque<>();

  private record OnTheWay(Chunk chunk, Future<?> digested, Future<?> compressed) {}

  StreamCopy(Compression compression, int workers) {
    this.compression = compression;
    this.limit = 2 * workers + 2;
    this.compressors = threads("compress-", workers);
    this.digester = threads("digest-", 1);
    this.digest = sha256();
  }

  /** Tells the progress listener how many bytes were read after each chunk. */
  Summary run(InputStream source, OutputStream sink, LongConsumer progress) throws IOException {
    long length = 0;
    var chunk = emptyChunk(sink);
    while (chunk.fill(source)) {
      length += chunk.length();
      handOver(chunk);
      progress.accept(length);
      chunk = emptyChunk(sink);
    }
    while (!onTheWay.isEmpty()) {
      deliver(sink);
    }
    return new Summary(length, Digest.sha256(HexFormat.of().formatHex(digest.digest())));
  }

  private void handOver(Chunk chunk) {
    var digested = digester.submit(() -> chunk.digest(digest));
    onTheWay.add(new OnTheWay(chunk, digested, compressors.submit(chunk::compress)));
  }

  private Chunk emptyChunk(OutputStream sink) throws IOException {
    while (idle.isEmpty() && all.size() == limit) {
      deliver(sink);
    }
    if (idle.isEmpty()) {
      var chunk = Chunk.of(compression);
      all.add(chunk);
      return chunk;
    }
    return idle.remove();
  }

  private void deliver(OutputStream sink) throws IOException {
    var first = onTheWay.remove();
    await(first.compressed);
    first.chunk.writeTo(sink);
    await(first.digested);
    idle.add(first.chunk);
  }

  private static void await(Future<?> work) throws IOException {
    try {
      work.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a worker failed", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a worker");
    }
  }

  /** Returns when no worker touches a chunk any more: only then may its native parts be freed. */
  @Override
  public void close() {
    compressors.shutdownNow();
    digester.shutdownNow();
    compressors.close();
    digester.close();
    all.forEach(Chunk::close);
  }

  private static ExecutorService threads(String name, int count) {
    return Executors.newFixedThreadPool(
        count, Thread.ofPlatform().daemon().name(name, 0).factory());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance(DIGEST);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has " + DIGEST, impossible);
    }
  }
}
