package dev.coffer.agent.volume.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Steps that read and change contents. */
final class DataSteps {
  static final int LONGEST = 150_000;
  static final int READ_WRITE_CREATE = 0102;

  private static final int LONGEST_WRITE = 120_000;
  private static final int TRUNCATE = 01000;
  private static final int APPEND = 02000;
  private static final int DATA_SYNC = 010000;
  private static final int DIRECT = 040000;
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH = 3;
  private static final int ZERO = 0x10;
  private static final int MOST_UNSYNCED = 30;

  private final Scene scene;
  private final int[] flagsOf = new int[Tree.SLOTS];

  DataSteps(Scene scene) {
    this.scene = scene;
  }

  void step() throws IOException {
    int slot = scene.random.nextInt(Tree.SLOTS);
    if (scene.open[slot] == null || scene.random.nextInt(12) == 0) {
      open(slot);
    }
    if (scene.open[slot] == null) {
      return;
    }
    if (scene.file(slot).unsynced() >= MOST_UNSYNCED) {
      sync(slot);
      return;
    }
    if (scene.isFull() && scene.file(slot).unsynced() > 0) {
      // What was written may have been lost since, without a word until the next sync.
      scene.doubt(slot);
    }
    switch (scene.random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> write(slot);
      case 7, 8, 9 -> read(slot);
      case 10, 11 -> truncate(slot);
      case 12, 13 -> allocate(slot);
      case 14, 15 -> sync(slot);
      case 16, 17 -> map(slot);
      case 18 -> drop(slot);
      default -> status(slot);
    }
  }

  private boolean chance(int in) {
    return scene.random.nextInt(in) == 0;
  }

  void open(int slot) {
    int flags =
        READ_WRITE_CREATE
            | (chance(3) ? DIRECT : 0)
            | (chance(8) ? TRUNCATE : 0)
            | (chance(6) ? APPEND : 0)
            | (chance(6) ? DATA_SYNC : 0);
    open(slot, scene.anyName(), flags);
  }

  void open(int slot, String name, int flags) {
    scene.doing("open %s in slot %d with flags %o".formatted(name, slot, flags));
    scene.open[slot] = null;
    flagsOf[slot] = flags;
    FileModel there = scene.names().files().get(name);
    FileModel file = there == null ? new FileModel() : there;
    scene.name(
        () -> scene.tree().open(slot, name, flags, 0600),
        0,
        now -> {
          now.files().put(name, file);
          scene.open[slot] = file;
        });
    if ((flags & TRUNCATE) != 0 && file.size() > 0) {
      file.becomes(new byte[0]);
    }
    if (scene.isDead()) {
      scene.open[slot] = null;
    }
  }

  private boolean has(int slot, int flag) {
    return (flagsOf[slot] & flag) != 0;
  }

  private void write(int slot) throws IOException {
    byte[] data = new byte[1 + scene.random.nextInt(chance(2) ? 600 : LONGEST_WRITE)];
    scene.random.nextBytes(data);
    byte[] before = scene.file(slot).now();
    boolean appends = has(slot, APPEND);
    int offset = appends ? before.length : scene.random.nextInt(LONGEST);
    if (offset + data.length > 2 * LONGEST) {
      return;
    }
    scene.doing("write %d bytes at %d in slot %d".formatted(data.length, offset, slot));
    scene.file(slot).reaches(offset + data.length);
    boolean done =
        scene.change(
            slot,
            () -> appends ? scene.tree().write(slot, data) : scene.tree().write(slot, offset, data),
            data.length,
            FileModel.written(before, offset, data));
    if (done && has(slot, DATA_SYNC) && !scene.file(slot).isDoubtful()) {
      scene.file(slot).syncedRange(offset, data.length);
    }
  }

  private void read(int slot) throws IOException {
    int offset = scene.random.nextInt(LONGEST);
    int length = 1 + scene.random.nextInt(60_000);
    scene.doing("read %d bytes at %d in slot %d".formatted(length, offset, slot));
    byte[] now = scene.file(slot).now();
    int from = Math.min(offset, now.length);
    byte[] expected = Arrays.copyOfRange(now, from, Math.min(from + length, now.length));
    String found = scene.tree().read(slot, offset, length);
    if (scene.isFull()) {
      scene.doubt(slot);
      return;
    }
    long got = Long.parseLong(found.split(" ", 2)[0]);
    if (!scene.isGone(got)) {
      int end = scene.isCutShort(got, expected.length) ? (int) got : expected.length;
      assertThat(found)
          .as(scene.told())
          .isEqualTo(end + " " + Arrays.hashCode(Arrays.copyOf(expected, end)));
    }
  }

  private void truncate(int slot) throws IOException {
    int size = scene.random.nextInt(LONGEST);
    scene.doing("cut slot %d from %d to %d".formatted(slot, scene.file(slot).size(), size));
    scene.change(
        slot,
        () -> scene.tree().truncate(slot, size),
        0,
        Arrays.copyOf(scene.file(slot).now(), size));
  }

  private void allocate(int slot) throws IOException {
    int offset = scene.random.nextInt(LONGEST);
    int length = 1 + scene.random.nextInt(60_000);
    int mode = new int[] {0, KEEP_SIZE, PUNCH, ZERO, ZERO | KEEP_SIZE}[scene.random.nextInt(5)];
    scene.doing(
        "fallocate %d bytes at %d in slot %d, mode %d".formatted(length, offset, slot, mode));
    scene.file(slot).reaches(offset + length);
    byte[] before = scene.file(slot).now();
    byte[] after = mode <= KEEP_SIZE ? before : FileModel.zeroed(before, offset, length);
    if ((mode & KEEP_SIZE) == 0) {
      after = Arrays.copyOf(after, Math.max(after.length, offset + length));
    }
    scene.change(slot, () -> scene.tree().allocate(slot, mode, offset, length), 0, after);
  }

  void sync(int slot) throws IOException {
    scene.doing("sync slot %d".formatted(slot));
    FileModel file = scene.file(slot);
    long got = scene.tree().sync(slot, chance(2));
    if (got == 0) {
      if (!file.isDoubtful()) {
        file.synced();
      }
    } else if (scene.isFull(got)) {
      scene.doubt(slot);
    } else if (!scene.isGone(got)) {
      assertThat(got).as(scene.told()).isZero();
    }
  }

  /**
   * Writes all of a file anew: after a failed write the kernel may show what the volume lacks, and
   * a longer file, and does not tell a second time.
   */
  void writeAnew(int slot) throws IOException {
    FileModel file = scene.file(slot);
    scene.doubt(slot);
    byte[] now = file.now();
    for (int at = 0; at < now.length; at += LONGEST_WRITE) {
      byte[] part = Arrays.copyOfRange(now, at, Math.min(at + LONGEST_WRITE, now.length));
      assertThat(scene.tree().write(slot, at, part)).as(scene.told()).isEqualTo(part.length);
    }
    assertThat(scene.tree().truncate(slot, now.length)).as(scene.told()).isZero();
    // Told of what failed before; nothing has since.
    long _ = scene.tree().sync(slot, false);
    assertThat(scene.tree().sync(slot, false)).as(scene.told()).isZero();
    file.synced();
  }

  /** Stores through a shared map, and waits for the disk or not. */
  private void map(int slot) throws IOException {
    FileModel file = scene.file(slot);
    var name =
        scene.names().files().entrySet().stream()
            .filter(each -> each.getValue() == file)
            .findFirst();
    if (scene.isDying() || file.size() == 0 || name.isEmpty()) {
      return;
    }
    boolean sync = chance(3);
    scene.doing(
        "store into a map of %s of %d bytes, sync %b"
            .formatted(name.get().getKey(), file.size(), sync));
    try {
      store(name.get().getKey(), file, sync);
    } catch (IOException | UncheckedIOException e) {
      if (!scene.isFull()) {
        throw e;
      }
      scene.doubt(slot);
    }
  }

  private void store(String name, FileModel file, boolean sync) throws IOException {
    try (var channel =
            FileChannel.open(scene.path(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
        var arena = Arena.ofConfined()) {
      var mapped = channel.map(MapMode.READ_WRITE, 0, file.size(), arena);
      byte[] after = mapped.toArray(ValueLayout.JAVA_BYTE);
      scene.requireNow(file, after);
      for (int i = 0; i < 3; i++) {
        int at = scene.random.nextInt(after.length);
        after[at] = (byte) scene.random.nextInt();
        mapped.set(ValueLayout.JAVA_BYTE, at, after[at]);
      }
      file.becomes(after);
      if (sync) {
        mapped.force();
        if (!file.isDoubtful()) {
          file.syncedRange(0, after.length);
        }
      }
    }
  }

  /** What was written has to be in the volume, not only in the kernel's cache. */
  private void drop(int slot) throws IOException {
    sync(slot);
    scene.doing("drop slot %d".formatted(slot));
    long _ = scene.tree().drop(slot);
    if (scene.isFull()) {
      scene.doubt(slot);
    } else if (!scene.isDying()) {
      scene.requireNow(scene.file(slot), scene.tree().content(slot));
    }
  }

  private void status(int slot) {
    FileModel file = scene.file(slot);
    scene.doing("status of slot %d".formatted(slot));
    String found = scene.tree().status(slot);
    if (!found.startsWith("-") || !scene.isGone(Long.parseLong(found))) {
      assertThat(found)
          .as(scene.told())
          .isEqualTo("100600 %d 0 0 %d".formatted(scene.names().count(file), file.size()));
    }
  }
}
