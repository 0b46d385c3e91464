package dev.coffer.agent.volume.disk;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Files on a disk that remembers what was not synced and can lose power: some, all or none of it
 * remains, in sectors, in any order, or up to any byte of the last write. A listener is told before
 * each operation, so that a test can pull the plug at each of them.
 */
final class SimulatedDisk {
  static final int SECTOR = 512;

  private static final String MARK = "journal.mark";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(String file, long offset, byte[] bytes, long truncatedTo) {
    boolean isWrite() {
      return truncatedTo < 0;
    }
  }

  private final Map<String, byte[]> durable;
  private final Map<String, byte[]> current;
  private final List<Change> unsynced = new ArrayList<>();
  private Runnable listener = () -> {};

  SimulatedDisk() {
    this(Map.of());
  }

  private SimulatedDisk(Map<String, byte[]> content) {
    durable = new LinkedHashMap<>(content);
    current = new LinkedHashMap<>(content);
  }

  void beforeEachChange(Runnable newListener) {
    listener = newListener;
  }

  int unsyncedWrites() {
    return unsynced.size();
  }

  void corrupt(String file, long at) {
    byte[] content = content(file);
    content[Math.toIntExact(at)] ^= 1;
    current.put(file, content);
  }

  byte[] content(String file) {
    return requireNonNull(current.get(file)).clone();
  }

  void replace(String file, byte[] content) {
    current.put(file, content.clone());
  }

  Storage storage(String name) {
    durable.putIfAbsent(name, new byte[0]);
    current.putIfAbsent(name, new byte[0]);
    return new SimulatedStorage(name);
  }

  JournalFiles journal() {
    return new JournalFiles(List.of(storage("journal.0"), storage("journal.1")), storage(MARK));
  }

  /** As a killed process leaves it: everything written is there. */
  SimulatedDisk afterKill() {
    return new SimulatedDisk(current);
  }

  /**
   * The first changes alone, the last of them only up to a byte. What a format keeps within a
   * sector is there or not: disks write a sector whole.
   */
  SimulatedDisk afterPrefix(int changes, int bytesOfLast) {
    var kept = new ArrayList<>(unsynced.subList(0, changes));
    if (changes > 0 && kept.getLast().isWrite() && !kept.getLast().file.equals(MARK)) {
      Change last = kept.removeLast();
      int length = Math.min(bytesOfLast, last.bytes.length);
      kept.add(new Change(last.file, last.offset, Arrays.copyOf(last.bytes, length), -1));
    }
    return after(kept);
  }

  /** Sectors that a coin decides on. */
  SimulatedDisk afterReordering(Supplier<Boolean> coin) {
    return after(sectors().stream().filter(_ -> coin.get()).toList());
  }

  /** How many independent parts there are to lose. */
  int parts() {
    return sectors().size();
  }

  SimulatedDisk afterLosing(long mask) {
    List<Change> sectors = sectors();
    var kept = new ArrayList<Change>();
    for (int i = 0; i < sectors.size(); i++) {
      if ((mask >> i & 1) == 0) {
        kept.add(sectors.get(i));
      }
    }
    return after(kept);
  }

  private SimulatedDisk after(List<Change> changes) {
    var crashed = new SimulatedDisk(durable);
    for (Change change : changes) {
      crashed.durable.compute(change.file, (_, content) -> apply(change, content));
    }
    crashed.current.putAll(crashed.durable);
    return crashed;
  }

  private List<Change> sectors() {
    var sectors = new ArrayList<Change>();
    for (Change change : unsynced) {
      if (!change.isWrite()) {
        sectors.add(change);
        continue;
      }
      int from = 0;
      while (from < change.bytes.length) {
        long at = change.offset + from;
        int length = (int) Math.min(SECTOR - at % SECTOR, change.bytes.length - from);
        byte[] part = Arrays.copyOfRange(change.bytes, from, from + length);
        sectors.add(new Change(change.file, at, part, -1));
        from += length;
      }
    }
    return sectors;
  }

  private static byte[] apply(Change change, byte @Nullable [] content) {
    byte[] before = content == null ? new byte[0] : content;
    if (!change.isWrite()) {
      return Arrays.copyOf(before, Math.toIntExact(change.truncatedTo));
    }
    int end = Math.toIntExact(change.offset + change.bytes.length);
    byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
    System.arraycopy(change.bytes, 0, after, Math.toIntExact(change.offset), change.bytes.length);
    return after;
  }

  static Supplier<Boolean> coin(Random random, double chance) {
    return () -> random.nextDouble() < chance;
  }

  private final class SimulatedStorage implements Storage {
    private final String name;

    SimulatedStorage(String name) {
      this.name = name;
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) {
      byte[] content = requireNonNull(current.get(name));
      int there = Math.clamp(content.length - offset, 0, length);
      if (there > 0) {
        System.arraycopy(content, Math.toIntExact(offset), into, at, there);
      }
      return there;
    }

    private void change(Change change) {
      listener.run();
      unsynced.add(change);
      current.compute(name, (_, content) -> apply(change, content));
    }

    @Override
    public void write(long offset, byte[] from, int at, int length) {
      change(new Change(name, offset, Arrays.copyOfRange(from, at, at + length), -1));
    }

    @Override
    public void allocate(long offset, long length) {}

    @Override
    public void release(long offset, long length) {
      int there = (int) Math.clamp(requireNonNull(current.get(name)).length - offset, 0, length);
      if (there > 0) {
        write(offset, new byte[there], 0, there);
      }
    }

    @Override
    public void truncate(long length) {
      change(new Change(name, 0, new byte[0], length));
    }

    @Override
    public void sync() {
      listener.run();
      durable.put(name, requireNonNull(current.get(name)));
      unsynced.removeIf(change -> change.file.equals(name));
    }

    @Override
    public void close() {}
  }
}
