package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Seals what is written to it. The stream is whole only after {@link #finish}; closing without it
 * leaves a stream that every reader refuses as truncated. A failure of the sink comes out of the
 * write or finish that meets it, and of every one after. The sink belongs to the caller: it is
 * flushed by finish and never closed. Belongs to one thread; memory is bounded by the number of
 * workers. The trap: {@link #flush} does nothing, a frame cannot be sent before it is full.
 */
public final class SealedWriter extends OutputStream {
  private final OutputStream sink;
  private final StreamKeys keys;
  private final Pipeline<SealingBatch> pipeline;

  private SealingBatch filling;
  private long frames;
  private long plainLength;
  private boolean finished;
  private @Nullable IOException failure;

  private SealedWriter(
      OutputStream sink, StreamKeys keys, Pipeline<SealingBatch> pipeline, SealingBatch first) {
    this.sink = sink;
    this.keys = keys;
    this.pipeline = pipeline;
    this.filling = first;
  }

  /**
   * Writes the header. The data key may be closed afterwards; the header must be of this stream
   * alone. One worker means that the calling thread seals.
   */
  public static SealedWriter start(
      OutputStream sink, StreamHeader header, SecretBytes dataKey, int workers) throws IOException {
    return start(sink, header, dataKey, workers, Ciphers.best(header.suite()));
  }

  static SealedWriter start(
      OutputStream sink,
      StreamHeader header,
      SecretBytes dataKey,
      int workers,
      CipherLibrary library)
      throws IOException {
    StreamKeys keys = new StreamKeys(header, dataKey);
    Pipeline<SealingBatch> pipeline =
        new Pipeline<>(
            workers, () -> new SealingBatch(header, keys.frameCipher(library), workers == 1));
    SealedWriter writer = new SealedWriter(sink, keys, pipeline, pipeline.idle().orElseThrow());
    try {
      sink.write(keys.encodedHeader());
    } catch (IOException e) {
      writer.close();
      throw e;
    }
    return writer;
  }

  /** Number of plaintext bytes written so far. */
  public long plainLength() {
    return plainLength;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    requireUsable();
    try {
      int end = offset + length;
      for (int position = offset; position < end; ) {
        if (filling.isFull()) {
          dispatch(false);
          filling = emptyBatch();
          filling.begin(frames);
        }
        position += filling.fill(source, position, end - position);
      }
      plainLength += length;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** A full batch waits here until more comes: only then is it sure not to end the stream. */
  private void dispatch(boolean endsStream) throws IOException {
    filling.end(endsStream);
    frames += filling.frameCount();
    pipeline.submit(filling);
    while (pipeline.isNextDone()) {
      drainOne();
    }
  }

  private SealingBatch emptyBatch() throws IOException {
    Optional<SealingBatch> idle = pipeline.idle();
    while (idle.isEmpty()) {
      drainOne();
      idle = pipeline.idle();
    }
    return idle.get();
  }

  private void drainOne() throws IOException {
    SealingBatch sealed = pipeline.next();
    sealed.writeTo(sink);
    pipeline.recycle(sealed);
  }

  /** Seals the last frame and flushes the sink; nothing can be written after it. */
  public void finish() throws IOException {
    requireUsable();
    finished = true;
    try {
      dispatch(true);
      while (!pipeline.isEmpty()) {
        drainOne();
      }
      sink.flush();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void requireUsable() throws IOException {
    if (failure != null) {
      throw new IOException("the sealed stream failed before", failure);
    }
    if (finished) {
      throw new IOException("the sealed stream is finished");
    }
  }

  @Override
  public void flush() {}

  /** Without {@link #finish} before it, abandons the stream. */
  @Override
  public void close() {
    finished = true;
    pipeline.close();
    keys.close();
  }
}
