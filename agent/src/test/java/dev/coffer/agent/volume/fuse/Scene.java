package dev.coffer.agent.volume.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.volume.TestVolume;
import dev.coffer.agent.volume.posix.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A volume, and what it has to hold by now. */
final class Scene implements AutoCloseable {
  static final List<String> NAMES =
      List.of("a", "b", "c", "d/e", "d/f", "pg_wal/g", "pg_wal/h", "ib_logfile0");
  static final List<String> LINKS = List.of("link", "d/link");
  static final List<String> DIRECTORIES = List.of("d", "pg_wal");

  private static final int ENOSPC = 28;
  private static final int MOST_RECENT = 100;

  /** What a program is told by a mount whose daemon is gone: EIO, ECONNABORTED, ENOTCONN. */
  private static final Set<Long> GONE = Set.of(-5L, -103L, -107L);

  final TestVolume volume;
  final Random random;
  final @Nullable FileModel[] open = new @Nullable FileModel[Tree.SLOTS];
  private Tree tree;
  private String doing = "";
  private final Deque<String> recent = new ArrayDeque<>();

  private NamesModel names = new NamesModel();

  /** What there is if the last change of a name, which was cut short, did happen. */
  private @Nullable NamesModel otherNames;

  private boolean dying;
  private boolean dead;
  private boolean full;

  Scene(TestVolume volume, Random random) throws IOException {
    this.volume = volume;
    this.random = random;
    this.tree = new Tree(volume.mountPoint().toString());
    for (String directory : DIRECTORIES) {
      assertThat(tree.makeDirectory(directory, 0700)).isZero();
    }
  }

  Tree tree() {
    return tree;
  }

  Path path(String name) {
    return volume.mountPoint().resolve(name);
  }

  void doing(String what) {
    doing = what;
    if (recent.size() == MOST_RECENT) {
      recent.removeFirst();
    }
    recent.addLast(what);
  }

  String recently() {
    return String.join("\n", recent);
  }

  String told() {
    return doing;
  }

  String anyName() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  /** From now on the daemon may be gone at any moment. */
  void dying() {
    dying = true;
  }

  boolean isDying() {
    return dying;
  }

  boolean isDead() {
    return dead;
  }

  void full(boolean is) {
    full = is;
  }

  boolean isFull() {
    return full;
  }

  NamesModel names() {
    return names;
  }

  @Nullable NamesModel otherNames() {
    return otherNames;
  }

  void settleNames(NamesModel found) {
    names = found;
    otherNames = null;
  }

  /** Does something to names, which happens or does not. */
  void name(LongSupplier call, long expected, Consumer<NamesModel> change) {
    long got = call.getAsLong();
    if (got == expected) {
      if (expected >= 0) {
        change.accept(names);
      }
    } else if (isGone(got)) {
      otherNames = names.copy();
      if (expected >= 0) {
        change.accept(otherNames);
      }
    } else if (!isFull(got)) {
      assertThat(got).as(doing).isEqualTo(expected);
    }
  }

  /** Does something to the file in a slot, which may happen in part where it fails. */
  boolean change(int slot, LongSupplier call, long expected, byte[] after) throws IOException {
    FileModel file = file(slot);
    long got = call.getAsLong();
    if (got == expected) {
      file.becomes(after);
      return true;
    }
    if (isGone(got) || isCutShort(got, expected)) {
      file.becomes(after);
      return false;
    }
    if (full && (isFull(got) || got >= 0)) {
      file.becomes(after);
      doubt(slot);
      return false;
    }
    assertThat(got).as(doing).isEqualTo(expected);
    return false;
  }

  FileModel file(int slot) {
    FileModel file = open[slot];
    if (file == null) {
      throw new IllegalStateException("nothing is open in slot " + slot);
    }
    return file;
  }

  /** Looks at what is left after a failure for want of room. */
  void doubt(int slot) throws IOException {
    long _ = tree.drop(slot);
    try {
      byte[] found = content(slot);
      requireNow(file(slot), found);
    } catch (Errno e) {
      if (!isGone(-e.number())) {
        throw e;
      }
    }
  }

  /** What is found is what it has to be; on a full disk, what was lost shows what was before. */
  void requireNow(FileModel file, byte[] found) {
    if (full) {
      file.doubt();
      assertThat(file.refuted(found)).as(doing).isEmpty();
      file.found(found);
    } else {
      assertThat(Arrays.mismatch(found, file.now())).as(doing).isEqualTo(-1);
    }
  }

  /** Direct reads tell of writes that failed before, once. */
  private byte[] content(int slot) throws IOException {
    try {
      return tree.content(slot);
    } catch (Errno e) {
      if (isFull(-e.number())) {
        return tree.content(slot);
      }
      throw e;
    }
  }

  boolean isGone(long got) {
    boolean gone = dying && GONE.contains(got);
    dead |= gone;
    return gone;
  }

  /** A death of the daemon in the middle ends a read or a write at the page that it came to. */
  boolean isCutShort(long got, long expected) {
    boolean cutShort = dying && got >= 0 && got < expected;
    dead |= cutShort;
    return cutShort;
  }

  boolean isFull(long got) {
    return full && got == -ENOSPC;
  }

  void closeSlots() {
    for (int slot = 0; slot < Tree.SLOTS; slot++) {
      if (open[slot] != null) {
        long _ = tree.close(slot);
        open[slot] = null;
      }
    }
  }

  /** The volume is about to be taken out of the tree, or is gone. */
  void leave() {
    closeSlots();
    tree.close();
  }

  void enter() throws IOException {
    tree = new Tree(volume.mountPoint().toString());
    dying = false;
    dead = false;
  }

  @Override
  public void close() {
    leave();
  }
}
