package dev.coffer.agent.volume.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pulls the plug before every single write and sync of a workload, in many ways each time, recovers
 * and looks: each block is what it was at the last sync that returned, or after one of the writes
 * since.
 */
final class CrashTest {
  private static final String FILE = "file";
  private static final int EXHAUSTIVE = 6;

  private final SecureRandom secure = new SecureRandom();
  private final VolumeKeys keys =
      new VolumeKeys(BlockSuite.GENERAL_CIPHER, new FileId(1, 2), SecretBytes.random(32, secure));
  private final FileId id = new FileId(5, 6);
  private final Workspace workspace = new Workspace();
  private final Workspace workspaceOfCheck = new Workspace();
  private final Random random = new Random(20261121);
  private final SimulatedDisk disk = new SimulatedDisk();

  /** Contents since the last sync that returned, the newest last: any of them may be found. */
  private final List<byte[]> possible = new ArrayList<>();

  private final SealedFile file;
  private boolean plugged;
  private long images;

  CrashTest() throws IOException {
    Journal.create(disk.journal().mark(), keys);
    Storage storage = disk.storage(FILE);
    byte[] header = new FileHeader(id, 0).seal(keys);
    storage.write(0, header, 0, header.length);
    storage.sync();
    file = SealedFile.open(storage, keys, journal(disk, 128 * 1024));
    possible.add(new byte[0]);
    disk.beforeEachChange(this::crash);
    plugged = true;
  }

  private Journal journal(SimulatedDisk on, long capacity) throws IOException {
    return Journal.begin(on.journal(), capacity, keys, Runnable::run);
  }

  private interface Operation {
    void run() throws IOException;
  }

  /** Runs an operation after which the file's content is {@code after}. */
  private void change(byte[] after, Operation operation) throws IOException {
    possible.add(after);
    operation.run();
  }

  private void sync() throws IOException {
    file.sync();
    byte[] newest = possible.getLast();
    possible.clear();
    possible.add(newest);
    crash();
  }

  private void write(long offset, int length) throws IOException {
    byte[] data = new byte[length];
    random.nextBytes(data);
    byte[] before = possible.getLast();
    byte[] after = Arrays.copyOf(before, Math.max(before.length, (int) offset + length));
    System.arraycopy(data, 0, after, (int) offset, length);
    change(after, () -> file.write(offset, data, length, workspace));
  }

  private void truncate(int size) throws IOException {
    byte[] after = Arrays.copyOf(possible.getLast(), size);
    change(after, () -> file.truncate(size, workspace));
  }

  private void punch(int offset, int length) throws IOException {
    byte[] after = possible.getLast().clone();
    Arrays.fill(after, offset, Math.min(after.length, offset + length), (byte) 0);
    possible.add(after);
    // In three steps, each of which may be the last.
    byte[] before = possible.get(possible.size() - 2);
    int whole = (offset + Layout.BLOCK - 1) / Layout.BLOCK * Layout.BLOCK;
    byte[] between = before.clone();
    Arrays.fill(between, offset, Math.min(whole, offset + length), (byte) 0);
    possible.add(possible.size() - 1, between);
    file.punch(offset, length, workspace);
  }

  private void crash() {
    if (!plugged) {
      return;
    }
    plugged = false;
    try {
      check(disk.afterKill());
      int changes = disk.unsyncedWrites();
      for (int i = 0; i <= changes; i++) {
        check(disk.afterPrefix(i, random.nextInt(9000)));
      }
      if (disk.parts() <= EXHAUSTIVE) {
        for (long mask = 0; mask < 1L << disk.parts(); mask++) {
          check(disk.afterLosing(mask));
        }
      } else {
        for (double chance : new double[] {0.1, 0.5, 0.9, 0.98}) {
          check(disk.afterReordering(SimulatedDisk.coin(random, chance)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      plugged = true;
    }
  }

  private void check(SimulatedDisk crashed) throws IOException {
    images++;
    // Recovery itself may be cut short and has to be able to run again.
    if (random.nextInt(8) == 0) {
      recover(crashed);
      crashed = crashed.afterReordering(SimulatedDisk.coin(random, 0.5));
    }
    recover(crashed);
    assertPossible(contentOn(crashed));
  }

  private void recover(SimulatedDisk on) throws IOException {
    Recovery.run(
        on.journal(),
        keys,
        wanted -> wanted.equals(id) ? Optional.of(() -> on.storage(FILE)) : Optional.empty());
  }

  private byte[] contentOn(SimulatedDisk on) throws IOException {
    try (var found = SealedFile.open(on.storage(FILE), keys, journal(on, 128 * 1024))) {
      byte[] content = new byte[Math.toIntExact(found.size())];
      assertThat(found.read(0, content, content.length, workspaceOfCheck))
          .isEqualTo(content.length);
      return content;
    }
  }

  private void assertPossible(byte[] found) {
    int smallest = possible.stream().mapToInt(state -> state.length).min().orElseThrow();
    int largest = possible.stream().mapToInt(state -> state.length).max().orElseThrow();
    assertThat(found.length).isBetween(smallest, largest);
    for (int at = 0; at < largest; at += Layout.BLOCK) {
      byte[] block = block(found, at);
      int position = at;
      assertThat(possible)
          .as("block %d is none of the %d it may be", at / Layout.BLOCK, possible.size())
          .extracting(state -> Arrays.hashCode(block(state, position)))
          .contains(Arrays.hashCode(block));
    }
  }

  private static byte[] block(byte[] content, int at) {
    return Arrays.copyOfRange(
        Arrays.copyOf(content, Math.max(content.length, at + Layout.BLOCK)), at, at + Layout.BLOCK);
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 8192, 20000})
  void overwritesAreOldOrNew(int length) throws IOException {
    write(0, 4 * Layout.BLOCK);
    sync();
    for (int i = 0; i < 12; i++) {
      write((long) random.nextInt(4 * Layout.BLOCK - length + 1) / 512 * 512, length);
      if (i % 3 == 2) {
        sync();
      }
    }
    assertThat(images).isGreaterThan(40);
  }

  @ParameterizedTest
  @CsvSource({"512", "4096", "8192"})
  void theTailOfTheLogIsRewrittenAndSyncedForEachCommit(int length) throws IOException {
    write(0, 3 * Layout.BLOCK);
    sync();
    for (int at = 0; at + length <= 3 * Layout.BLOCK; at += Math.max(length, 2048)) {
      // A commit writes the whole page that its record lies in, as PostgreSQL does.
      write((long) at / Layout.BLOCK * Layout.BLOCK, Layout.BLOCK);
      sync();
    }
    assertThat(images).isGreaterThan(40);
  }

  @Test
  void appendsAreThereOrNot() throws IOException {
    for (int i = 0; i < 14; i++) {
      write(possible.getLast().length, 3000 + random.nextInt(9000));
      if (i % 4 == 3) {
        sync();
      }
    }
  }

  @Test
  void holesAreFilledOrNot() throws IOException {
    write(20 * Layout.BLOCK, 100);
    sync();
    for (int i = 0; i < 12; i++) {
      write(random.nextInt(20 * Layout.BLOCK), 5000);
      if (i % 4 == 3) {
        sync();
      }
    }
  }

  @Test
  void whatIsCutOffNeverComesBack() throws IOException {
    write(0, 5 * Layout.BLOCK);
    sync();
    for (int i = 0; i < 10; i++) {
      truncate(random.nextInt(4 * Layout.BLOCK));
      write(random.nextInt(3 * Layout.BLOCK), 6000);
      truncate(5 * Layout.BLOCK);
      write(random.nextInt(4 * Layout.BLOCK), 8192);
      if (i % 2 == 1) {
        sync();
      }
    }
  }

  @Test
  void holesArePunchedOrNot() throws IOException {
    write(0, 6 * Layout.BLOCK);
    sync();
    for (int i = 0; i < 8; i++) {
      punch(random.nextInt(3 * Layout.BLOCK), 2 * Layout.BLOCK + random.nextInt(9000));
      write(random.nextInt(5 * Layout.BLOCK), 8192);
      if (i % 3 == 2) {
        sync();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyMixOfAllOfThem(long seed) throws IOException {
    random.setSeed(seed);
    write(0, 6 * Layout.BLOCK);
    sync();
    for (int i = 0; i < 40; i++) {
      switch (random.nextInt(8)) {
        case 0 -> truncate(random.nextInt(8 * Layout.BLOCK));
        case 1 -> truncate(random.nextInt(8) * Layout.BLOCK);
        case 2 -> sync();
        case 3 -> write(possible.getLast().length, Layout.BLOCK);
        default -> write(random.nextInt(7 * Layout.BLOCK), 1 + random.nextInt(17000));
      }
    }
  }
}
