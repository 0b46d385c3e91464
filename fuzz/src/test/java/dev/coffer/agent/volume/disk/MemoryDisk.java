package dev.coffer.agent.volume.disk;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files in memory, which a target changes behind the back of who wrote them. */
final class MemoryDisk {
  private final Map<String, byte[]> files;

  MemoryDisk() {
    this(Map.of());
  }

  private MemoryDisk(Map<String, byte[]> files) {
    this.files = new HashMap<>(files);
  }

  MemoryDisk copy() {
    return new MemoryDisk(files);
  }

  byte[] content(String name) {
    return files.getOrDefault(name, new byte[0]).clone();
  }

  void replace(String name, byte[] content) {
    files.put(name, content.clone());
  }

  JournalFiles journal() {
    return new JournalFiles(
        List.of(storage("journal.0"), storage("journal.1")), storage("journal.mark"));
  }

  Storage storage(String name) {
    return new Storage() {
      @Override
      public int read(long offset, byte[] into, int at, int length) {
        byte[] content = content(name);
        int there = Math.clamp(content.length - offset, 0, length);
        if (there > 0) {
          System.arraycopy(content, Math.toIntExact(offset), into, at, there);
        }
        return there;
      }

      @Override
      public void write(long offset, byte[] from, int at, int length) {
        int end = Math.toIntExact(offset + length);
        byte[] content = content(name);
        byte[] after = Arrays.copyOf(content, Math.max(content.length, end));
        System.arraycopy(from, at, after, Math.toIntExact(offset), length);
        files.put(name, after);
      }

      @Override
      public void allocate(long offset, long length) {}

      @Override
      public void release(long offset, long length) {
        int there = Math.toIntExact(Math.clamp(content(name).length - offset, 0, length));
        write(offset, new byte[there], 0, there);
      }

      @Override
      public void truncate(long length) {
        files.put(name, Arrays.copyOf(content(name), Math.toIntExact(length)));
      }

      @Override
      public void sync() {}

      @Override
      public void close() {}
    };
  }
}
