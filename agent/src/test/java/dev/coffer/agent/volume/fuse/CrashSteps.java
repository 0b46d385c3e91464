package dev.coffer.agent.volume.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Kills the daemon, between two steps or within one, and looks at what is left. */
final class CrashSteps {
  private static final int LONGEST_DELAY_MICROSECONDS = 4000;

  private final Scene scene;

  CrashSteps(Scene scene) {
    this.scene = scene;
  }

  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  @FunctionalInterface
  interface Mount {
    void run() throws IOException;
  }

  void kill(Step steps, Mount mount) throws IOException {
    if (scene.random.nextBoolean()) {
      killWithin(steps);
    } else {
      scene.volume.killDaemon();
    }
    scene.leave();
    mount.run();
    scene.enter();
    settle();
  }

  private void killWithin(Step steps) throws IOException {
    ProcessHandle daemon = ProcessHandle.of(scene.volume.daemon()).orElseThrow();
    long delay = TimeUnit.MICROSECONDS.toNanos(scene.random.nextInt(LONGEST_DELAY_MICROSECONDS));
    Thread killer =
        Thread.ofPlatform()
            .start(
                () -> {
                  LockSupport.parkNanos(delay);
                  daemon.destroyForcibly();
                });
    scene.dying();
    while (!scene.isDead() && daemon.isAlive()) {
      steps.run();
    }
    try {
      killer.join();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    var _ = daemon.onExit().join();
  }

  private void settle() throws IOException {
    Optional<String> refuted = refuted(scene.names());
    NamesModel other = scene.otherNames();
    if (refuted.isPresent() && other != null) {
      Optional<String> otherRefuted = refuted(other);
      assertThat(otherRefuted).as("%s; and %s", refuted, otherRefuted).isEmpty();
      scene.settleNames(other);
    } else {
      assertThat(refuted).isEmpty();
      scene.settleNames(scene.names());
    }
    for (var file : scene.names().files().entrySet()) {
      file.getValue().settle(content(file.getKey()));
    }
  }

  private byte[] content(String name) throws IOException {
    return Files.readAllBytes(scene.path(name));
  }

  /** Why it cannot be that this is left; empty if it can. */
  private Optional<String> refuted(NamesModel names) throws IOException {
    Set<String> expected = new TreeSet<>(names.files().keySet());
    expected.addAll(names.links().keySet());
    Set<String> found = listing();
    if (!found.equals(expected)) {
      return Optional.of("%s instead of %s".formatted(found, expected));
    }
    for (var link : names.links().entrySet()) {
      Path target = Files.readSymbolicLink(scene.path(link.getKey()));
      if (!target.toString().equals(link.getValue())) {
        return Optional.of("%s leads to %s".formatted(link, target));
      }
    }
    return refutedFiles(names.files());
  }

  private Optional<String> refutedFiles(Map<String, FileModel> files) throws IOException {
    Map<FileModel, Object> inodes = new HashMap<>();
    for (var file : files.entrySet()) {
      Object inode = Files.getAttribute(scene.path(file.getKey()), "unix:ino");
      Object known = inodes.putIfAbsent(file.getValue(), inode);
      if (known != null && !known.equals(inode)) {
        return Optional.of("%s is another file than its other name".formatted(file.getKey()));
      }
      Optional<String> refuted = file.getValue().refuted(content(file.getKey()));
      if (refuted.isPresent()) {
        return Optional.of(file.getKey() + ": " + refuted.get());
      }
    }
    return Optional.empty();
  }

  private Set<String> listing() throws IOException {
    Path root = scene.volume.mountPoint();
    try (var all = Files.walk(root)) {
      return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> root.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Takes the volume out of the tree and puts it back: nothing may be lost. */
  void remount(Mount mount) throws IOException {
    scene.leave();
    scene.volume.volume().unmount();
    mount.run();
    scene.enter();
    for (var file : scene.names().files().entrySet()) {
      file.getValue().synced();
    }
    settle();
  }
}
