package dev.coffer.agent.pipeline;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.coffer.crypto.envelope.v1.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A piece of a stream with its buffers, used again and again. Between its hand-over to workers and
 * their completion no other thread touches it.
 */
final class Chunk implements AutoCloseable {
  static final int LENGTH = 1 << 20;

  /** Its speed is what the pipeline is made for: a level more halves it for a tenth of the size. */
  private static final int LEVEL = 1;

  /** Few large updates never reach the JDK's code for many blocks at a time: an eighth slower. */
  private static final int SLICE = 64 * 1024;

  private final byte[] plain = new byte[LENGTH];
  private final Form form;
  private int length;

  private Chunk(Form form) {
    this.form = form;
  }

  static Chunk of(Compression compression) {
    return new Chunk(
        switch (compression) {
          case NONE -> new AsItIs();
          case ZSTD -> new ZstdFrame();
        });
  }

  int length() {
    return length;
  }

  /** Fills up from the source; returns false at its end. */
  boolean fill(InputStream source) throws IOException {
    length = source.readNBytes(plain, 0, LENGTH);
    return length > 0;
  }

  void digest(MessageDigest digest) {
    for (int offset = 0; offset < length; offset += SLICE) {
      digest.update(plain, offset, Math.min(SLICE, length - offset));
    }
  }

  void compress() {
    form.make(plain, length);
  }

  void writeTo(OutputStream sink) throws IOException {
    form.writeTo(sink, plain, length);
  }

  @Override
  public void close() {
    form.close();
    Arrays.fill(plain, (byte) 0);
  }

  /** What is stored of a chunk. */
  private sealed interface Form {
    void make(byte[] plain, int length);

    void writeTo(OutputStream sink, byte[] plain, int length) throws IOException;

    void close();
  }

  private static final class AsItIs implements Form {
    @Override
    public void make(byte[] plain, int length) {}

    @Override
    public void writeTo(OutputStream sink, byte[] plain, int length) throws IOException {
      sink.write(plain, 0, length);
    }

    @Override
    public void close() {}
  }

  /** One frame for each chunk: frames one after the other are a valid zstd stream. */
  private static final class ZstdFrame implements Form {
    private final byte[] frame = new byte[(int) Zstd.compressBound(LENGTH)];
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private int frameLength;

    @Override
    public void make(byte[] plain, int length) {
      frameLength = context.compressByteArray(frame, 0, frame.length, plain, 0, length);
    }

    @Override
    public void writeTo(OutputStream sink, byte[] plain, int length) throws IOException {
      sink.write(frame, 0, frameLength);
    }

    @Override
    public void close() {
      context.close();
      Arrays.fill(frame, (byte) 0);
    }
  }
}
