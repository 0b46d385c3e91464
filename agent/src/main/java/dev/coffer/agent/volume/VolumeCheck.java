package dev.coffer.agent.volume;

import dev.coffer.agent.volume.disk.FileCheck;
import dev.coffer.agent.volume.fuse.FdStorage;
import dev.coffer.agent.volume.fuse.SealedTree;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Walks a volume's tree and opens all that is in it. */
final class VolumeCheck {
  private final UnlockedVolume volume;
  private final SealedTree tree;
  private final List<Finding> findings = new ArrayList<>();

  VolumeCheck(UnlockedVolume volume) {
    this.volume = volume;
    this.tree = new SealedTree(volume.keys());
  }

  List<Finding> run() throws IOException {
    checkDirectory(volume.files().root(), volume.root());
    return List.copyOf(findings);
  }

  private void checkDirectory(Path directory, FileId id) throws IOException {
    try (var content = Files.list(directory)) {
      for (Path child : content.sorted().toList()) {
        checkChild(child, id);
      }
    }
  }

  private void checkChild(Path child, FileId directory) throws IOException {
    boolean isDirectory = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
    if (!isDirectory && !Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      FileId id = tree.verify(child, directory);
      if (isDirectory) {
        checkDirectory(child, id);
      } else {
        checkFile(child, id);
      }
    } catch (SealRefused e) {
      add(child, OptionalLong.empty(), e);
    }
  }

  private void checkFile(Path file, FileId id) throws IOException {
    try (var storage = FdStorage.open(file)) {
      FileCheck.run(
          storage,
          id,
          volume.keys(),
          (block, refused) -> add(file, OptionalLong.of(block), refused));
    }
  }

  private void add(Path file, OptionalLong block, SealRefused refused) {
    findings.add(
        new Finding(
            volume.files().root().relativize(file), block, String.valueOf(refused.getMessage())));
  }
}
