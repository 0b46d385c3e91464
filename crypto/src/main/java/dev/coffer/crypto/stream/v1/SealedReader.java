package dev.coffer.crypto.stream.v1;

import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens a sealed stream. It hands out only bytes of frames that were authenticated in their place,
 * and reports the end only after the last frame was; otherwise it fails with {@link
 * SealedStreamException}, and goes on failing. It reads ahead of what was asked for, within a bound
 * set by the number of workers. The source belongs to the caller and is never closed. Belongs to
 * one thread. The trap: what was read before a failure is authentic, but not the whole.
 */
public final class SealedReader extends InputStream {
  private final PushbackInputStream source;
  private final StreamKeys keys;
  private final Pipeline<OpeningBatch> pipeline;

  private long frames;
  private boolean sourceEnded;
  private boolean closed;
  private @Nullable OpeningBatch current;
  private @Nullable IOException failure;

  private SealedReader(
      PushbackInputStream source, StreamKeys keys, Pipeline<OpeningBatch> pipeline) {
    this.source = source;
    this.keys = keys;
    this.pipeline = pipeline;
  }

  /**
   * Reads the header and checks that the data key belongs to it; the data key may be closed
   * afterwards. One worker means that the calling thread opens.
   */
  public static SealedReader open(InputStream source, SecretBytes dataKey, int workers)
      throws IOException {
    StreamKeys keys = StreamKeys.confirmedBy(source.readNBytes(StreamHeader.LENGTH), dataKey);
    CipherLibrary library = Ciphers.best(keys.header().suite());
    Pipeline<OpeningBatch> pipeline =
        new Pipeline<>(workers, () -> new OpeningBatch(keys.header(), keys.frameCipher(library)));
    return new SealedReader(new PushbackInputStream(source), keys, pipeline);
  }

  public StreamHeader header() {
    return keys.header();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    requireUsable();
    if (length == 0) {
      return 0;
    }
    try {
      while (current == null || current.isExhausted()) {
        if (!advance()) {
          return -1;
        }
      }
      return current.take(target, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private boolean advance() throws IOException {
    if (current != null) {
      pipeline.recycle(current);
      current = null;
    }
    readAhead();
    if (pipeline.isEmpty()) {
      return false;
    }
    current = pipeline.next();
    return true;
  }

  private void readAhead() throws IOException {
    while (!sourceEnded) {
      Optional<OpeningBatch> idle = pipeline.idle();
      if (idle.isEmpty()) {
        return;
      }
      OpeningBatch batch = idle.get();
      batch.load(source, frames);
      frames += batch.frameCount();
      sourceEnded = batch.endsStream();
      pipeline.submit(batch);
    }
  }

  private void requireUsable() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (closed) {
      throw new IOException("the sealed stream is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    current = null;
    pipeline.close();
    keys.close();
  }
}
