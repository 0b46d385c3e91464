package dev.coffer.agent.volume.fuse;

import static java.lang.System.Logger.Level.INFO;

import dev.coffer.agent.volume.TestVolume;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Drives eight files of a volume at random, with {@code kill -9} of its daemon, against a model of
 * what they have to hold. After a kill each page is as it was synced last or after any change
 * since. A failure prints the seed; {@code -Dvolume.seed=} runs it again and {@code
 * -Dvolume.steps=} and {@code -Dvolume.kills=} set how many steps there are, in all and from one
 * kill to the next.
 */
@Tag("engine")
final class VolumePropertyTest {
  private static final System.Logger LOG = System.getLogger(VolumePropertyTest.class.getName());
  private static final int STEPS = Integer.getInteger("volume.steps", 5000);
  private static final long SEED = Long.getLong("volume.seed", new Random().nextLong());
  private static final int STEPS_BETWEEN_KILLS = Integer.getInteger("volume.kills", 1000);
  private static final int FEW_DESCRIPTORS = 256;
  private static final int SMALL_DISK_MEBIBYTES = 170;

  @Test
  void filesAreWhatTheyHaveToBe() throws IOException {
    try (var volume = new TestVolume(BlockSuite.GENERAL_CIPHER)) {
      run(new PropertyRun(volume, new Random(SEED), volume::mount, null));
    }
  }

  @Test
  void filesAreWhatTheyHaveToBeWithFewDescriptors() throws IOException {
    try (var volume = new TestVolume(BlockSuite.SM_COMPATIBLE)) {
      CrashSteps.Mount mount = () -> Descriptors.mount(volume, FEW_DESCRIPTORS);
      run(new PropertyRun(volume, new Random(SEED), mount, null));
    }
  }

  @Test
  void filesAreWhatTheyHaveToBeOnADiskThatFillsUp() throws IOException {
    try (var disk = new SmallDisk(SMALL_DISK_MEBIBYTES);
        var volume = new TestVolume(BlockSuite.GENERAL_CIPHER, disk.directory())) {
      run(new PropertyRun(volume, new Random(SEED), volume::mount, disk));
    }
  }

  private static void run(PropertyRun run) {
    LOG.log(INFO, "seed {0}, {1} steps", String.valueOf(SEED), String.valueOf(STEPS));
    try {
      run.run(STEPS, STEPS_BETWEEN_KILLS);
    } catch (Throwable e) {
      throw new AssertionError("seed %d, %s".formatted(SEED, e.getMessage()), e);
    }
  }
}
