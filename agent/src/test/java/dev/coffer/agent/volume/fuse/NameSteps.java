package dev.coffer.agent.volume.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** Steps that make, move and remove names. */
final class NameSteps {
  private static final int ENOENT = -2;
  private static final int EEXIST = -17;
  private static final int EINVAL = -22;
  private static final int NO_REPLACE = 1;
  private static final int EXCHANGE = 2;

  private final Scene scene;

  NameSteps(Scene scene) {
    this.scene = scene;
  }

  void step() {
    switch (scene.random.nextInt(8)) {
      case 0, 1, 2 -> rename(scene.anyName(), scene.anyName(), scene.random.nextInt(3));
      case 3, 4 -> link(scene.anyName(), scene.anyName());
      case 5 -> unlink(scene.anyName());
      case 6 -> symbolicLink();
      default -> readLink();
    }
  }

  private void rename(String from, String to, int flags) {
    scene.doing("rename %s to %s with flags %d".formatted(from, to, flags));
    NamesModel names = scene.names();
    long expected = 0;
    if (!names.has(from) || (flags == EXCHANGE && !names.has(to))) {
      expected = ENOENT;
    } else if (flags == NO_REPLACE && names.has(to)) {
      expected = EEXIST;
    }
    scene.name(
        () -> scene.tree().rename(from, to, flags),
        expected,
        now -> renamed(now.files(), from, to, flags));
  }

  private static void renamed(Map<String, FileModel> files, String from, String to, int flags) {
    FileModel moved = files.get(from);
    FileModel other = files.get(to);
    if (moved == other || moved == null) {
      return;
    }
    files.put(to, moved);
    if (flags == EXCHANGE && other != null) {
      files.put(from, other);
    } else {
      files.remove(from);
    }
  }

  private void link(String name, String other) {
    scene.doing("link %s as %s".formatted(name, other));
    NamesModel names = scene.names();
    FileModel file = names.files().get(name);
    long expected = file == null ? ENOENT : names.has(other) ? EEXIST : 0;
    scene.name(
        () -> scene.tree().link(name, other),
        expected,
        now -> {
          if (file != null) {
            now.files().put(other, file);
          }
        });
  }

  private void unlink(String name) {
    scene.doing("unlink %s".formatted(name));
    long expected = scene.names().has(name) ? 0 : ENOENT;
    scene.name(() -> scene.tree().unlink(name, false), expected, now -> now.files().remove(name));
  }

  private String anyLink() {
    return Scene.LINKS.get(scene.random.nextInt(Scene.LINKS.size()));
  }

  private void symbolicLink() {
    String link = anyLink();
    String target = scene.anyName();
    if (scene.names().has(link)) {
      scene.doing("unlink %s".formatted(link));
      scene.name(() -> scene.tree().unlink(link, false), 0, now -> now.links().remove(link));
    } else {
      scene.doing("symbolic link %s to %s".formatted(link, target));
      scene.name(() -> scene.tree().symlink(target, link), 0, now -> now.links().put(link, target));
    }
  }

  private void readLink() {
    String link = anyLink();
    scene.doing("readlink %s".formatted(link));
    String target = scene.names().links().get(link);
    String found = scene.tree().readLink(link);
    if (!found.startsWith("-") || !scene.isGone(Long.parseLong(found))) {
      assertThat(found).as(scene.told()).isEqualTo(target == null ? "" + ENOENT : target);
    }
    if (target != null && !scene.isDying()) {
      assertThat(scene.tree().readLink(target)).isIn("" + ENOENT, "" + EINVAL);
    }
  }
}
