package dev.coffer.agent.volume.fuse;

import dev.coffer.crypto.block.v1.VolumeKeys;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** An unlocked volume and all that is known of it while it is mounted. */
final class Volume {
  private final VolumeKeys keys;
  private final SecureRandom random;
  private final Nodes nodes;
  private final LoadedFiles files;
  private final Seals seals;
  private final int nursery;
  private final Notices notices;
  private final RequestCounts requests = new RequestCounts();
  private final AtomicLong born = new AtomicLong();

  /** The nursery is where things are made ready before they get their names. */
  Volume(
      VolumeKeys keys,
      SecureRandom random,
      Nodes nodes,
      LoadedFiles files,
      int nursery,
      Notices notices) {
    this.keys = keys;
    this.random = random;
    this.nodes = nodes;
    this.files = files;
    this.seals = new Seals(keys);
    this.nursery = nursery;
    this.notices = notices;
  }

  VolumeKeys keys() {
    return keys;
  }

  SecureRandom random() {
    return random;
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

  byte[] nurseryName() {
    return Posix.bytes("new-" + born.incrementAndGet());
  }
}
