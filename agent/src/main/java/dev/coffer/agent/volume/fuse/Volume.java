package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Notices;
import dev.coffer.agent.volume.protocol.RequestCounts;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** An unlocked volume and all that is known of it while it is mounted. */
final class Volume {
  private static final int EFBIG = 27;

  /** Each block of a hole takes an entry and its proof: this many take some seconds. */
  private static final long WIDEST_HOLE = 64L << 30;

  private final VolumeKeys keys;
  private final Nodes nodes;
  private final LoadedFiles files;
  private final Seals seals;
  private final int nursery;
  private final long longest;
  private final Notices notices;
  private final RequestCounts requests = new RequestCounts();
  private final AtomicLong born = new AtomicLong();

  /** The nursery is where things are made ready before they get their names. */
  Volume(VolumeKeys keys, Nodes nodes, LoadedFiles files, int nursery, Notices notices)
      throws Errno {
    this.keys = keys;
    this.nodes = nodes;
    this.files = files;
    this.seals = new Seals(keys);
    this.nursery = nursery;
    this.longest = Longest.plain(nursery);
    this.notices = notices;
  }

  VolumeKeys keys() {
    return keys;
  }

  Nodes nodes() {
    return nodes;
  }

  LoadedFiles files() {
    return files;
  }

  Seals seals() {
    return seals;
  }

  Notices notices() {
    return notices;
  }

  RequestCounts requests() {
    return requests;
  }

  int nursery() {
    return nursery;
  }

  /** Refuses what the disk below cannot hold, or only after a very long time. */
  void requireBearable(long size, long added) throws Errno {
    if (size > longest || added > WIDEST_HOLE) {
      throw new Errno(EFBIG, "a file of %d bytes, of which %d are new".formatted(size, added));
    }
  }

  /** Changes what a seal says of a node, and what is shown of it. */
  void reseal(Node node, UnaryOperator<InodeSeal> change) throws IOException {
    nodes.names().writeLock().lock();
    try (Pinned pinned = nodes.pin(node)) {
      InodeSeal seal = change.apply(seals.read(pinned.descriptor()));
      seals.write(pinned.descriptor(), seal);
      node.show(seal);
    } finally {
      nodes.names().writeLock().unlock();
    }
  }

  byte[] nurseryName() {
    return Posix.bytes("new-" + born.incrementAndGet());
  }
}
