package dev.coffer.agent.volume;

import dev.coffer.agent.volume.disk.FileCheck;
import dev.coffer.agent.volume.fuse.SealedTree;
import dev.coffer.agent.volume.fuse.SealedTree.Location;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Walks a volume's tree and opens all that is in it. */
final class VolumeCheck implements SealedTree.Visitor {
  private final UnlockedVolume volume;
  private final List<Finding> findings = new ArrayList<>();

  private VolumeCheck(UnlockedVolume volume) {
    this.volume = volume;
  }

  static List<Finding> run(UnlockedVolume volume) throws IOException {
    var check = new VolumeCheck(volume);
    volume.walk(check);
    return List.copyOf(check.findings);
  }

  @Override
  public void file(Location location, FileId id, FdStorage storage) throws IOException {
    try {
      FileCheck.run(
          storage,
          id,
          volume.keys(),
          (block, refused) -> add(location, OptionalLong.of(block), refused));
    } catch (SealRefused refused) {
      refused(location, refused);
    }
  }

  @Override
  public void refused(Location location, SealRefused refused) {
    add(location, OptionalLong.empty(), refused);
  }

  private void add(Location location, OptionalLong block, SealRefused refused) {
    findings.add(new Finding(location.toString(), block, String.valueOf(refused.getMessage())));
  }
}
