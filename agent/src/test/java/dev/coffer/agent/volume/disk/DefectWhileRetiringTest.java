package dev.coffer.agent.volume.disk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A segment that cannot be retired, and writers that need its room. */
@Timeout(30)
final class DefectWhileRetiringTest {
  private static final long CAPACITY = 128 * 1024;

  private final SecureRandom secure = new SecureRandom();
  private final VolumeKeys keys =
      new VolumeKeys(BlockSuite.GENERAL_CIPHER, new FileId(1, 2), SecretBytes.random(32, secure));
  private final SimulatedDisk disk = new SimulatedDisk();
  private final Workspace workspace = new Workspace();

  /** Runs into a defect of ours when it is written to in bulk, as a retiring segment does. */
  private record Defective(Storage storage, ThreadLocal<Boolean> sound) implements Storage {
    @Override
    public int read(long offset, byte[] into, int at, int length) throws IOException {
      return storage.read(offset, into, at, length);
    }

    @Override
    public void write(long offset, byte[] from, int at, int length) throws IOException {
      if (!sound.get()) {
        throw new IllegalStateException("a defect");
      }
      storage.write(offset, from, at, length);
    }

    @Override
    public void allocate(long offset, long length) {}

    @Override
    public void release(long offset, long length) {}

    @Override
    public void truncate(long length) throws IOException {
      storage.truncate(length);
    }

    @Override
    public void sync() throws IOException {
      storage.sync();
    }

    @Override
    public void close() throws IOException {
      storage.close();
    }
  }

  private SealedFile file(Journal journal) throws IOException {
    // Only the thread of the test is spared.
    var sound = ThreadLocal.withInitial(() -> false);
    sound.set(true);
    Storage storage = new Defective(disk.storage("file"), sound);
    byte[] header = new FileHeader(new FileId(5, 6), 0).seal(keys);
    storage.write(0, header, 0, header.length);
    return SealedFile.open(storage, keys, journal);
  }

  private void overwriteUntilThereIsNoRoom(SealedFile file) throws IOException {
    byte[] data = new byte[Layout.BLOCK];
    for (int i = 0; i < 3 * CAPACITY / Layout.BLOCK; i++) {
      file.write(0, data, data.length, workspace);
      file.sync();
    }
  }

  @Test
  void writersAreToldOfADefectInsteadOfWaitingForEver() throws IOException {
    try (ExecutorService retiring = Executors.newSingleThreadExecutor()) {
      SealedFile file = file(journal(retiring));
      assertThatThrownBy(() -> overwriteUntilThereIsNoRoom(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a defect while a segment was retired");
      assertThatThrownBy(() -> file.write(0, new byte[1], 1, workspace))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void writersAreToldWhereNothingCanBeRetiredAnyMore() throws IOException {
    SealedFile file =
        file(
            journal(
                _ -> {
                  throw new RejectedExecutionException("shut down");
                }));
    for (int round = 0; round < 2; round++) {
      assertThatThrownBy(() -> overwriteUntilThereIsNoRoom(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be retired");
    }
  }

  private Journal journal(Executor retiring) throws IOException {
    JournalFiles files = disk.journal();
    Journal.create(files.mark(), keys);
    return Journal.begin(files, CAPACITY, keys, retiring);
  }
}
