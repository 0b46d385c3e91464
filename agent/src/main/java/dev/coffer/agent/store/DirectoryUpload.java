package dev.coffer.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A hidden partial next to its target. */
final class DirectoryUpload extends Upload {
  private final Path partial;
  private final Path target;
  private final FileChannel channel;
  private final Writeback writeback;
  private long written;
  private boolean committed;

  DirectoryUpload(Path partial, Path target) throws IOException {
    this.partial = partial;
    this.target = target;
    this.channel = FileChannel.open(partial, StandardOpenOption.WRITE);
    this.writeback = new Writeback(channel);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    var source = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (source.hasRemaining()) {
        written += channel.write(source);
      }
    } catch (IOException failure) {
      throw fullOr(failure, source.remaining());
    }
    writeback.advance(written);
  }

  @Override
  public void commit() throws IOException {
    try {
      writeback.finish();
      channel.force(true);
    } catch (IOException failure) {
      throw fullOr(failure, 1);
    }
    channel.close();
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    committed = true;
    DirectoryStore.sync(target.resolveSibling("."));
  }

  @Override
  public void close() throws IOException {
    writeback.close();
    channel.close();
    if (!committed) {
      Files.deleteIfExists(partial);
    }
  }

  // The JDK tells the error number only in a message: the file system itself is asked instead.
  private IOException fullOr(IOException failure, long missing) throws IOException {
    boolean full = Files.getFileStore(partial).getUsableSpace() < missing;
    return full ? new StoreFull(target.getFileName().toString(), written, failure) : failure;
  }
}
