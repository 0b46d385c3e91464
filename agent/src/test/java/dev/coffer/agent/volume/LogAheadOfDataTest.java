package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.volume.VolumeFiles.Lane;
import dev.coffer.agent.volume.disk.Journal;
import dev.coffer.agent.volume.fuse.MountedVolume;
import dev.coffer.agent.volume.posix.FuseDevice;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A volume served by this process, so that what its journals retire can be held up. */
@Tag("engine")
final class LogAheadOfDataTest {
  private static final long SEGMENT = 4L << 20;
  private static final int MORE_THAN_BOTH_SEGMENTS = 16 << 20;
  private static final int KERNEL_WRITES_AT_ONCE = 4;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void aCommitIsAnsweredWhilePagesWaitForRoomInTheirJournal() throws Exception {
    try (var disk = new TestVolume(BlockSuite.GENERAL_CIPHER);
        var unlocked = UnlockedVolume.open(new VolumeFiles(disk.backing()), disk.dek());
        ExecutorService threads = Executors.newCachedThreadPool()) {
      Journal data = journal(unlocked, Lane.DATA, threads);
      Journal log = journal(unlocked, Lane.LOG, threads);
      Path here = disk.mountPoint();
      var mount = MountedVolume.open(unlocked.parts(), unlocked.keys(), data, log);
      var device = FuseDevice.open();
      device.mount(disk.backing(), here);
      var served = threads.submit(() -> serve(mount, device));
      try (ExecutorService programs = Executors.newCachedThreadPool()) {
        commitWhilePagesWait(here, programs);
      } finally {
        FuseDevice.unmount(here);
        var _ = served.get();
        device.close();
        data.drain();
        log.drain();
        mount.close();
      }
    }
  }

  private static Void serve(MountedVolume mount, FuseDevice device)
      throws IOException, InterruptedException {
    mount.serve(device);
    return null;
  }

  private Journal journal(UnlockedVolume volume, Lane lane, ExecutorService threads)
      throws IOException {
    return Journal.begin(
        VolumeFiles.openJournal(volume.directory(), lane),
        SEGMENT,
        volume.keys(),
        retirement -> threads.execute(() -> behindGate(retirement)));
  }

  private void behindGate(Runnable retirement) {
    try {
      gate.await();
      retirement.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void commitWhilePagesWait(Path here, ExecutorService programs) throws Exception {
    Path table = here.resolve("table");
    Path log = Files.createDirectory(here.resolve("pg_wal")).resolve("000000010000000000000001");
    write(table, MORE_THAN_BOTH_SEGMENTS);
    write(log, 8192);
    try {
      var checkpoint = programs.submit(() -> write(table, MORE_THAN_BOTH_SEGMENTS));
      assertThat(Await.until(LIMIT, () -> waitingThreads() >= KERNEL_WRITES_AT_ONCE)).isTrue();
      assertThat(programs.submit(() -> write(log, 8192)))
          .succeedsWithin(LIMIT)
          .satisfies(_ -> assertThat(checkpoint).isNotDone());
    } finally {
      gate.countDown();
    }
  }

  private static long waitingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fuse-"))
        .filter(thread -> thread.getState() == Thread.State.WAITING)
        .count();
  }

  private static void write(Path file, int length) {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
