package dev.coffer.agent.volume.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.host.Await;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A disk below that has no more room, and then has some again. */
final class ShortageTest {
  private static final long SEGMENT = 256 * 1024;
  private static final int LENGTH = 64 * 1024;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Random random = new Random(20261127);
  private final VolumeKeys keys =
      new VolumeKeys(
          BlockSuite.GENERAL_CIPHER, new FileId(1, 2), SecretBytes.random(32, new SecureRandom()));
  private final Workspace workspace = new Workspace();
  private final SimulatedDisk disk = new SimulatedDisk();
  private final ExecutorService retiring = Executors.newSingleThreadExecutor();
  private final LimitedStorage storage = new LimitedStorage(disk.storage("file"), disk);
  private final SealedFile file;

  ShortageTest() throws IOException {
    Journal.create(disk.journal().mark(), keys);
    byte[] header = new FileHeader(new FileId(5, 6), 0).seal(keys);
    storage.write(0, header, 0, header.length);
    List<Storage> segments =
        disk.journal().segments().stream()
            .<Storage>map(segment -> new LimitedStorage(segment, disk))
            .toList();
    var mark = new LimitedStorage(disk.journal().mark(), disk);
    var journal = Journal.begin(new JournalFiles(segments, mark), SEGMENT, keys, retiring);
    file = SealedFile.open(storage, keys, journal);
  }

  @AfterEach
  void end() throws InterruptedException {
    retiring.shutdownNow();
    assertThat(retiring.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    keys.close();
  }

  private byte[] write(long offset) throws IOException {
    byte[] data = new byte[LENGTH];
    random.nextBytes(data);
    file.write(offset, data, data.length, workspace);
    return data;
  }

  private byte[] read(long offset) throws IOException {
    byte[] data = new byte[LENGTH];
    int got = file.read(offset, data, data.length, workspace);
    return Arrays.copyOf(data, got);
  }

  @Test
  void aJournalThatCannotBeRetiredRefusesAndGoesOnOnceThereIsRoom() throws IOException {
    byte[] last = write(0);
    storage.limit(0);
    for (int i = 0; i < SEGMENT / LENGTH; i++) {
      last = write(0);
    }
    assertThatThrownBy(
            () -> {
              while (true) {
                write(LENGTH / 2);
              }
            })
        .isInstanceOf(LimitedStorage.NoRoom.class);
    assertThat(Arrays.copyOf(read(0), LENGTH / 2)).isEqualTo(Arrays.copyOf(last, LENGTH / 2));
    storage.limit(Long.MAX_VALUE);
    assertThat(Await.until(LIMIT, this::canWrite)).isTrue();
    byte[] newest = write(0);
    file.sync();
    assertThat(read(0)).isEqualTo(newest);
  }

  private boolean canWrite() throws IOException {
    try {
      write(0);
      return true;
    } catch (LimitedStorage.NoRoom e) {
      return false;
    }
  }

  @Test
  void whatFindsNoRoomLeavesTheSizeAndTakesNone() throws IOException {
    byte[] before = write(0);
    // So that the write is one of two parts, the first of which has room.
    long end = (long) Layout.GROUP * Layout.BLOCK;
    long size = end - LENGTH / 2 + 100;
    file.truncate(size, workspace);
    storage.limit(LENGTH / 2 + 4 * Layout.BLOCK);
    assertThatThrownBy(() -> write(size)).isInstanceOf(LimitedStorage.NoRoom.class);
    assertThat(file.size()).isEqualTo(size);
    assertThatThrownBy(() -> file.truncate(1L << 30, workspace))
        .isInstanceOf(LimitedStorage.NoRoom.class);
    assertThat(file.size()).isEqualTo(size);
    assertThat(disk.content("file").length)
        .isLessThanOrEqualTo(Math.toIntExact(Layout.sealedLength(Layout.GROUP)));
    storage.limit(Long.MAX_VALUE);
    file.truncate(end + LENGTH, workspace);
    assertThat(read(size)).containsOnly(0);
    assertThat(read(0)).isEqualTo(before);
  }

  @Test
  void whatIsWrittenIntoAPendingHoleHasItsRoomBeforeItIsInTheJournal() throws IOException {
    write(0);
    file.punch(0, LENGTH, workspace);
    storage.limit(0);
    assertThatThrownBy(() -> write(0)).isInstanceOf(LimitedStorage.NoRoom.class);
    assertThat(read(0)).containsOnly(0);
    storage.limit(Long.MAX_VALUE);
    byte[] newest = write(0);
    assertThat(read(0)).isEqualTo(newest);
  }

  @Test
  void aCutInAHoleTakesNoRoom() throws IOException {
    file.truncate(10L * LENGTH, workspace);
    storage.limit(0);
    file.truncate(5L * LENGTH - 100, workspace);
    assertThat(file.size()).isEqualTo(5L * LENGTH - 100);
  }
}
