package dev.coffer.agent.volume.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Makes the same system calls, drawn at random, in a volume and on the disk below, and compares
 * every answer: results, error numbers, contents. What is left out on purpose, and why, stands in
 * docs/decisions/0031.
 */
@Tag("engine")
final class PlainDiskOracleTest {
  private static final int CALLS = 12_000;
  private static final int LONGEST = 40_000;
  private static final List<String> NAMES =
      List.of("a", "b", "c", "d", "d/a", "d/b", "d/e", "d/e/a", "pg_wal", "pg_wal/a", "a/b");
  private static final List<String> ATTRIBUTES = List.of("user.one", "user.two", "other.three");

  /** O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DSYNC, O_SYNC, O_DIRECTORY, O_NOFOLLOW. */
  private static final int[] FLAGS = {
    0100, 0100, 0100, 0200, 01000, 02000, 010000, 04010000, 0200000, 0400000
  };

  /** As they are in fallocate(2): room, room behind the end, a hole, zeroes, zeroes and no more. */
  private static final int[] ALLOCATIONS = {0, 1, 3, 0x10, 0x11};

  private final SecretBytes dek = SecretBytes.random(32, new SecureRandom());
  private final Path home = Path.of("/var/tmp/coffer-oracle-" + ProcessHandle.current().pid());
  private final Path plain = home.resolve("plain");
  private final Path mount = home.resolve("mount");
  private final SealedVolume volume = new SealedVolume(home.resolve("backing"));
  private Random random = new Random();
  private String doing = "";

  @BeforeEach
  void make() throws IOException {
    Files.createDirectories(plain);
    Files.createDirectories(mount);
    volume.create(BlockSuite.GENERAL_CIPHER, dek);
    volume.mount(mount, dek);
  }

  @AfterEach
  void close() throws IOException {
    volume.unmount();
    dek.close();
    try (var tree = Files.walk(home)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aVolumeAnswersAsTheDiskBelowDoes(long seed) throws IOException {
    random = new Random(seed);
    try (var one = new Tree(mount.toString());
        var other = new Tree(plain.toString())) {
      for (int i = 0; i < CALLS; i++) {
        var call = draw();
        assertThat(call.apply(one))
            .as("seed %d, call %d: %s", seed, i, doing)
            .isEqualTo(call.apply(other));
      }
    }
    assertSame();
    volume.unmount();
    assertThat(volume.check(dek)).isEmpty();
    volume.mount(mount, dek);
    assertSame();
  }

  private Function<Tree, Object> draw() {
    int slot = random.nextInt(6);
    String name = NAMES.get(random.nextInt(NAMES.size()));
    String other = NAMES.get(random.nextInt(NAMES.size()));
    int kind = random.nextInt(30);
    doing = "%d %d %s %s".formatted(kind, slot, name, other);
    return switch (kind) {
      case 0, 1, 2, 3, 4 -> open(slot, name);
      case 5 -> tree -> tree.close(slot);
      case 6 -> tree -> tree.makeDirectory(name, 0750);
      case 7, 8 -> names(name, other);
      case 9, 10, 11 -> owners(name);
      case 12, 13 -> attributes(slot);
      case 14, 15, 16 -> shape(slot);
      case 17, 18, 19, 20 -> writing(slot);
      case 21, 22, 23 -> reading(slot);
      case 24, 25 -> tree -> tree.status(slot);
      case 26 -> tree -> tree.readLink(name);
      case 27 -> syncing(slot);
      default -> tree -> tree.status(name);
    };
  }

  private Function<Tree, Object> open(int slot, String name) {
    int flags = random.nextInt(3);
    for (int i = random.nextInt(4); i > 0; i--) {
      flags |= FLAGS[random.nextInt(FLAGS.length)];
    }
    int chosen = flags;
    doing += " open %o".formatted(chosen);
    return tree -> tree.open(slot, name, chosen, 0640);
  }

  private Function<Tree, Object> names(String name, String other) {
    int kind = random.nextInt(8);
    doing += " name " + kind;
    return switch (kind) {
      case 0, 1 -> tree -> tree.unlink(name, kind == 1);
      case 2, 3, 4 -> tree -> tree.rename(name, other, kind - 2);
      case 5 -> tree -> tree.rename(name, other, 0);
      case 6 -> tree -> tree.link(name, other);
      default -> tree -> tree.symlink(other, name);
    };
  }

  private Function<Tree, Object> owners(String name) {
    int number = random.nextInt(01000);
    int kind = random.nextInt(3);
    doing += " owner %d %o".formatted(kind, number);
    return switch (kind) {
      case 0 -> tree -> tree.changeMode(name, number);
      case 1 -> tree -> tree.changeOwner(name, number, -1);
      default ->
          tree -> {
            long set = tree.setModified(name, number);
            return set == 0 ? tree.modified(name) : set;
          };
    };
  }

  private Function<Tree, Object> attributes(int slot) {
    String attribute = ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size()));
    byte[] value = bytes(60);
    int flags = random.nextInt(3);
    int kind = random.nextInt(4);
    doing += " attribute %d %s".formatted(kind, attribute);
    return switch (kind) {
      case 0 -> tree -> tree.setAttribute(slot, attribute, value, flags);
      case 1 -> tree -> tree.attribute(slot, attribute);
      case 2 -> tree -> tree.removeAttribute(slot, attribute);
      default -> tree -> tree.attributes(slot);
    };
  }

  private Function<Tree, Object> shape(int slot) {
    long offset = random.nextInt(LONGEST);
    long length = random.nextInt(LONGEST);
    int mode = ALLOCATIONS[random.nextInt(ALLOCATIONS.length)];
    boolean cut = random.nextBoolean();
    doing += " shape %b %d %d %d".formatted(cut, mode, offset, length);
    return cut
        ? tree -> tree.truncate(slot, length)
        : tree -> tree.allocate(slot, mode, offset, length);
  }

  private byte[] bytes(int most) {
    byte[] data = new byte[random.nextInt(most)];
    random.nextBytes(data);
    return data;
  }

  private Function<Tree, Object> writing(int slot) {
    byte[] data = bytes(20_000);
    long offset = random.nextInt(LONGEST);
    boolean here = random.nextInt(3) == 0;
    doing += " write %b %d %d".formatted(here, offset, data.length);
    return here ? tree -> tree.write(slot, data) : tree -> tree.write(slot, offset, data);
  }

  private Function<Tree, Object> reading(int slot) {
    long offset = random.nextInt(LONGEST);
    int length = random.nextInt(LONGEST);
    int whence = random.nextInt(3);
    boolean seek = random.nextInt(3) == 0;
    doing += " read %b %d %d %d".formatted(seek, offset, length, whence);
    return seek ? tree -> tree.seek(slot, offset, whence) : tree -> tree.read(slot, offset, length);
  }

  private Function<Tree, Object> syncing(int slot) {
    boolean dataOnly = random.nextBoolean();
    return tree -> tree.sync(slot, dataOnly);
  }

  private void assertSame() throws IOException {
    assertThat(listing(mount)).isEqualTo(listing(plain));
    try (var all = Files.walk(plain)) {
      for (Path path :
          all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)).toList()) {
        Path sealed = mount.resolve(plain.relativize(path));
        assertThat(Files.mismatch(sealed, path)).as(path.toString()).isEqualTo(-1);
      }
    }
  }

  private static List<String> listing(Path root) throws IOException {
    try (var tree = new Tree(root.toString());
        var all = Files.walk(root)) {
      return all.skip(1)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .map(path -> path + " " + tree.status(path) + " " + tree.readLink(path))
          .toList();
    }
  }
}
