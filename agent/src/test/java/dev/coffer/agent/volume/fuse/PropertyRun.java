package dev.coffer.agent.volume.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.volume.TestVolume;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** So many steps on one volume, whose disk may fill up meanwhile. */
final class PropertyRun {
  private static final int MOST_ROOM_LEFT = 400_000;

  private final TestVolume volume;
  private final Random random;
  private final CrashSteps.Mount mount;
  private final @Nullable SmallDisk disk;

  PropertyRun(TestVolume volume, Random random, CrashSteps.Mount mount, @Nullable SmallDisk disk) {
    this.volume = volume;
    this.random = random;
    this.mount = mount;
    this.disk = disk;
  }

  void run(int steps, int betweenKills) throws IOException {
    mount.run();
    try (var scene = new Scene(volume, random)) {
      run(scene, steps, betweenKills);
      relieve(scene);
      new CrashSteps(scene).remount(mount);
    }
    volume.volume().unmount();
    assertThat(volume.volume().check(volume.dek())).isEmpty();
  }

  private void run(Scene scene, int steps, int betweenKills) throws IOException {
    var data = new DataSteps(scene);
    var names = new NameSteps(scene);
    var crashes = new CrashSteps(scene);
    for (int i = 1; i <= steps; i++) {
      try {
        if (i % betweenKills == 0) {
          scene.doing("kill");
          crashes.kill(() -> step(data, names), mount);
        } else if (i % betweenKills == betweenKills / 2) {
          relieve(scene);
          scene.doing("remount");
          crashes.remount(mount);
        } else {
          squeezeOrRelieve(scene, i);
          step(data, names);
        }
      } catch (Throwable e) {
        throw new AssertionError(
            "step %d: %s%nafter%n%s".formatted(i, e.getMessage(), scene.recently()), e);
      }
    }
  }

  private void step(DataSteps data, NameSteps names) throws IOException {
    if (random.nextInt(8) == 0) {
      names.step();
    } else {
      data.step();
    }
  }

  private void squeezeOrRelieve(Scene scene, int step) throws IOException {
    if (disk != null && step % 50 == 0) {
      if (scene.isFull()) {
        relieve(scene);
      } else {
        scene.full(true);
        disk.fill(random.nextInt(MOST_ROOM_LEFT));
      }
    }
  }

  /** With room again, everything has to work again, at once. */
  private void relieve(Scene scene) throws IOException {
    if (disk == null || !scene.isFull()) {
      return;
    }
    scene.doing("relief");
    disk.relieve();
    scene.closeSlots();
    var data = new DataSteps(scene);
    for (String name : List.copyOf(scene.names().files().keySet())) {
      data.open(0, name, DataSteps.READ_WRITE_CREATE);
      data.writeAnew(0);
    }
    scene.closeSlots();
    scene.full(false);
  }
}
