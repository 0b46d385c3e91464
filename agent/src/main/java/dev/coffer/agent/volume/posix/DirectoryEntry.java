package dev.coffer.agent.volume.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A name in a directory of the backing tree, as the kernel tells it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DirectoryEntry(long inode, long next, int type, byte[] name) {
  /** The type of directories. */
  public static final int DIRECTORY = 4;

  private static final int NAME_AT = 19;
  private static final int ENOUGH = 64 << 10;

  public boolean isDots() {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }

  /** As many as there is room for, from a position on; none at the end. */
  public static List<DirectoryEntry> read(int descriptor, long position, int room) throws Errno {
    MemorySegment found = Posix.entries(descriptor, position, room);
    var names = new ArrayList<DirectoryEntry>();
    for (long at = 0; at < found.byteSize(); ) {
      int length = found.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 16) & 0xffff;
      long end = at + NAME_AT;
      while (found.get(ValueLayout.JAVA_BYTE, end) != 0) {
        end++;
      }
      names.add(
          new DirectoryEntry(
              found.get(ValueLayout.JAVA_LONG_UNALIGNED, at),
              found.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8),
              found.get(ValueLayout.JAVA_BYTE, at + 18),
              found.asSlice(at + NAME_AT, end - at - NAME_AT).toArray(ValueLayout.JAVA_BYTE)));
      at += length;
    }
    return names;
  }

  /** The names of all that is in a directory. */
  public static List<byte[]> all(int descriptor) throws Errno {
    List<byte[]> names = new ArrayList<>();
    long position = 0;
    for (var some = read(descriptor, position, ENOUGH);
        !some.isEmpty();
        some = read(descriptor, position, ENOUGH)) {
      some.stream().filter(entry -> !entry.isDots()).map(DirectoryEntry::name).forEach(names::add);
      position = some.getLast().next();
    }
    return names;
  }
}
