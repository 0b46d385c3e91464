package dev.coffer.agent.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Objects in memory, with room for so many bytes in one object and no durability at all. */
public final class MemoryStore implements ObjectStore {
  private final ConcurrentNavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final long room;

  public MemoryStore() {
    this(Integer.MAX_VALUE);
  }

  public MemoryStore(long room) {
    this.room = room;
  }

  @Override
  public Upload begin(String name) {
    return new MemoryUpload(ObjectName.require(name));
  }

  @Override
  public InputStream open(String name, long offset) throws IOException {
    var bytes = bytes(name);
    int from = (int) Math.min(offset, bytes.length);
    return new ByteArrayInputStream(bytes, from, bytes.length - from);
  }

  @Override
  public long size(String name) throws IOException {
    return bytes(name).length;
  }

  @Override
  public boolean exists(String name) {
    return objects.containsKey(ObjectName.require(name));
  }

  @Override
  public List<String> list(String prefix) {
    ObjectName.requirePrefix(prefix);
    return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Override
  public boolean delete(String name) {
    return objects.remove(ObjectName.require(name)) != null;
  }

  @Override
  public int removePartials() {
    return 0;
  }

  private byte[] bytes(String name) throws IOException {
    var bytes = objects.get(ObjectName.require(name));
    if (bytes == null) {
      throw new NoSuchFileException(name);
    }
    return bytes;
  }

  private final class MemoryUpload extends Upload {
    private final String name;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    MemoryUpload(String name) {
      this.name = name;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (partial.size() + (long) length > room) {
        throw new StoreFull(name, partial.size(), new IOException("room is " + room + " bytes"));
      }
      partial.write(bytes, offset, length);
    }

    @Override
    public void commit() {
      objects.put(name, partial.toByteArray());
    }

    @Override
    public void close() {
      partial.reset();
    }
  }
}
