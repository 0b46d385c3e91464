package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.SyncTree;
import dev.coffer.crypto.block.v1.BlockSuite;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What programs may rely on in a mounted volume. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MountedFilesTest {
  private static final Set<OpenOption> NEW_FILE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  @SuppressWarnings("NullAway.Init")
  private TestVolume volume;

  @SuppressWarnings("NullAway.Init")
  private Path here;

  @BeforeAll
  void mount() throws IOException {
    volume = new TestVolume(BlockSuite.GENERAL_CIPHER);
    volume.mount();
  }

  @AfterAll
  void unmount() throws IOException {
    volume.close();
  }

  @BeforeEach
  void enter(TestInfo test) throws IOException {
    String name = test.getTestMethod().orElseThrow().getName();
    here = Files.createDirectory(volume.mountPoint().resolve(name));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(here.resolve(name), content);
  }

  @Test
  void aCommitIsOneWriteAndOneSyncAndNothingElse() throws IOException {
    Path log = Files.createDirectory(here.resolve("pg_wal")).resolve("segment");
    try (var channel = FileChannel.open(log, NEW_FILE)) {
      channel.write(ByteBuffer.allocate(64 * 8192), 0);
      channel.force(false);
      Map<String, Long> before = requests();
      for (int i = 0; i < 50; i++) {
        channel.write(ByteBuffer.allocate(8192), 8192L * (i / 3));
        channel.force(false);
      }
      Map<String, Long> made = requests();
      before.forEach((kind, count) -> made.merge(kind, -count, Long::sum));
      assertThat(made.remove("WRITE")).isEqualTo(50);
      assertThat(made.remove("FSYNC")).isEqualTo(50);
      // What the kernel lets go of, and when, is no part of a commit.
      made.keySet().removeAll(Set.of("FORGET", "BATCH_FORGET", "RELEASE", "RELEASEDIR"));
      // Asking for the counts takes a few.
      assertThat(made.values().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(10);
    }
  }

  private Map<String, Long> requests() throws IOException {
    byte[] counts = (byte[]) Files.getAttribute(volume.mountPoint(), "user:coffer.requests");
    return new String(counts, StandardCharsets.US_ASCII)
        .lines()
        .map(line -> line.split(" ", 2))
        .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1])));
  }

  @Test
  void aFileOutlivesTheMountAndItsContentIsNowhereInThePlain() throws IOException {
    String marker = "MARKER-of-plaintext-that-must-not-be-found";
    Path file = file("file", marker);
    file(marker.toLowerCase(java.util.Locale.ROOT), "");
    volume.remount();
    assertThat(file).hasContent(marker);
    assertThatThrownBy(
            () -> TestVolume.run("grep", "-r", "-l", marker, volume.backing().toString()))
        .hasMessageContaining("ended with 1");
  }

  @Test
  void renamesReplaceAndRefuse() throws IOException {
    Path one = file("one", "1");
    Path two = file("two", "2");
    assertThatThrownBy(() -> Files.createFile(two)).isInstanceOf(FileAlreadyExistsException.class);
    Files.move(one, two, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    assertThat(two).hasContent("1");
    assertThat(one).doesNotExist();
    Path directory = Files.createDirectory(here.resolve("directory"));
    Path three = Files.move(two, directory.resolve("three"));
    Files.move(directory, here.resolve("moved"));
    volume.remount();
    assertThat(here.resolve("moved").resolve(three.getFileName())).hasContent("1");
  }

  @Test
  void twoNamesAreOneFile() throws IOException {
    Path one = file("one", "first");
    Path two = Files.createLink(here.resolve("two"), one);
    Files.writeString(two, "second");
    assertThat(one).hasContent("second");
    assertThat(Files.getAttribute(one, "unix:nlink")).isEqualTo(2);
    Files.delete(one);
    volume.remount();
    assertThat(two).hasContent("second");
  }

  @Test
  void symbolicLinksAndPipesAreWhatTheyAre() throws IOException {
    Path target = file("target", "t");
    Path link = Files.createSymbolicLink(here.resolve("link"), Path.of("target"));
    assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("target"));
    assertThat(link).hasContent("t");
    Files.delete(target);
    assertThat(Files.exists(link)).isFalse();
    TestVolume.run("mkfifo", here.resolve("pipe").toString());
    assertThat(Files.getAttribute(here.resolve("pipe"), "unix:mode")).isEqualTo(0010644);
  }

  @Test
  void whoCreatesOwns() throws IOException {
    TestVolume.run("chown", "postgres:postgres", here.toString());
    TestVolume.runAs("postgres", "umask 027; mkdir %1$s/d; echo x > %1$s/d/f".formatted(here));
    assertThat(TestVolume.run("stat", "-c", "%U:%G %a", here.resolve("d/f").toString()))
        .isEqualTo("postgres:postgres 640");
    Files.setPosixFilePermissions(here.resolve("d"), PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> TestVolume.runAs("nobody", "cat " + here.resolve("d/f")))
        .hasMessageContaining("Permission denied");
    TestVolume.run("chown", "nobody", here.resolve("d/f").toString());
    volume.remount();
    assertThat(TestVolume.run("stat", "-c", "%U:%G %a", here.resolve("d/f").toString()))
        .isEqualTo("nobody:postgres 640");
  }

  @Test
  void aGroupIsInheritedWhereTheDirectorySaysSo() throws IOException {
    TestVolume.run("chgrp", "postgres", here.toString());
    TestVolume.run("chmod", "2775", here.toString());
    Files.createDirectory(here.resolve("d"));
    file("f", "");
    assertThat(TestVolume.run("stat", "-c", "%G %a", here.resolve("d").toString()))
        .startsWith("postgres 2");
    assertThat(TestVolume.run("stat", "-c", "%G", here.resolve("f").toString()))
        .isEqualTo("postgres");
  }

  @Test
  void aWriteBySomebodyElseTakesTheSetUserIdBit() throws IOException {
    Path file = file("f", "x");
    TestVolume.run("chmod", "4777", file.toString());
    TestVolume.runAs("nobody", "echo more >> " + file);
    assertThat(TestVolume.run("stat", "-c", "%a", file.toString())).isEqualTo("777");
  }

  @Test
  void sizesAndTimesAreThoseOfThePlainFile() throws IOException {
    Path file = file("f", "x".repeat(100_000));
    assertThat(Files.size(file)).isEqualTo(100_000);
    Instant then = Instant.parse("2001-02-03T04:05:06.789Z");
    Files.setLastModifiedTime(file, FileTime.from(then));
    volume.remount();
    assertThat(Files.size(file)).isEqualTo(100_000);
    assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(then);
    assertThat(blocks(file) * 512).isBetween(100_000L, 120_000L);
  }

  private static long blocks(Path file) throws IOException {
    return Long.parseLong(TestVolume.run("stat", "-c", "%b", file.toString()));
  }

  @Test
  void holesTakeNoRoomAndReadAsZeroes() throws IOException {
    Path file = here.resolve("f");
    try (var channel = FileChannel.open(file, NEW_FILE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 50L << 20);
    }
    volume.remount();
    assertThat(Files.size(file)).isEqualTo((50L << 20) + 1);
    assertThat(blocks(file)).isLessThan(2048);
    try (var channel = FileChannel.open(file)) {
      ByteBuffer read = ByteBuffer.allocate(70_000);
      channel.read(read, 10_000_000);
      assertThat(read.array()).containsOnly(0);
    }
  }

  @Test
  void roomIsTakenAndGivenBack() throws IOException {
    Path file = file("f", "start");
    TestVolume.run("fallocate", "-l", "4MiB", file.toString());
    assertThat(Files.size(file)).isEqualTo(4 << 20);
    assertThat(blocks(file) * 512).isGreaterThanOrEqualTo(4 << 20);
    assertThat(Files.readString(file)).startsWith("start\0\0");
    Files.write(file, filled(4 << 20), StandardOpenOption.WRITE);
    TestVolume.run("fallocate", "-p", "-o", "10000", "-l", "3MiB", file.toString());
    byte[] expected = filled(4 << 20);
    Arrays.fill(expected, 10000, 10000 + (3 << 20), (byte) 0);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    volume.remount();
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    assertThat(blocks(file) * 512).isLessThan(2 << 20);
    Files.delete(file);
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aFileOpenedForWritingAloneIsWrittenInPartAndAtItsEnd() throws IOException {
    Path file = here.resolve("f");
    byte[] content = filled(20_000);
    Files.write(file, content);
    volume.remount();
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 8190);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      channel.write(ByteBuffer.wrap(new byte[] {4, 5}));
    }
    byte[] expected = Arrays.copyOf(content, 20_002);
    System.arraycopy(new byte[] {1, 2, 3}, 0, expected, 8190, 3);
    System.arraycopy(new byte[] {4, 5}, 0, expected, 20_000, 2);
    volume.remount();
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @Test
  void anUnlinkedFileLivesUntilItIsClosed() throws IOException {
    Path file = here.resolve("f");
    try (var channel = FileChannel.open(file, NEW_FILE)) {
      channel.write(ByteBuffer.wrap(filled(30_000)));
      Files.delete(file);
      channel.write(ByteBuffer.wrap(new byte[] {7}), 29_999);
      channel.force(true);
      ByteBuffer read = ByteBuffer.allocate(30_000);
      channel.read(read, 0);
      assertThat(read.get(29_999)).isEqualTo((byte) 7);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aDeletedFileGivesItsRoomBackAtOnce() throws IOException {
    int length = 8 << 20;
    Path file = here.resolve("f");
    for (int i = 0; i < 3; i++) {
      try (var channel = FileChannel.open(file, NEW_FILE)) {
        channel.write(ByteBuffer.wrap(filled(length)));
        channel.force(true);
        // Into the journal as well, which has to let go of the file.
        channel.write(ByteBuffer.wrap(filled(100_000)), 0);
        channel.force(true);
      }
      Files.delete(file);
    }
    assertThat(Await.until(LIMIT, () -> deletedFiles() == 0)).isTrue();
  }

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** That the daemon has open. */
  private long deletedFiles() throws IOException {
    long deleted = 0;
    try (var open = Files.list(Path.of("/proc", String.valueOf(volume.daemon()), "fd"))) {
      for (Path descriptor : open.toList()) {
        deleted += target(descriptor).endsWith("(deleted)") ? 1 : 0;
      }
    }
    return deleted;
  }

  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException closed) {
      return "";
    }
  }

  @Test
  void memoryMapsReadAndWrite() throws IOException {
    Path file = here.resolve("f");
    Files.write(file, filled(100_000));
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var mapped = Arena.ofConfined()) {
      MemorySegment map = channel.map(MapMode.READ_WRITE, 0, 100_000, mapped);
      assertThat(map.get(ValueLayout.JAVA_BYTE, 54_321)).isEqualTo(filled(100_000)[54_321]);
      map.set(ValueLayout.JAVA_BYTE, 54_321, (byte) 99);
      map.force();
    }
    volume.remount();
    assertThat(Files.readAllBytes(file)[54_321]).isEqualTo((byte) 99);
  }

  @Test
  void filesAndDirectoriesSync() throws IOException {
    Path file = here.resolve("f");
    try (var channel = FileChannel.open(file, NEW_FILE)) {
      for (int i = 0; i < 5; i++) {
        channel.write(ByteBuffer.wrap(new byte[] {1}));
        channel.force(i % 2 == 0);
      }
    }
    try (var directory = FileChannel.open(here)) {
      directory.force(true);
    }
    TestVolume.run("sync", "-d", file.toString());
  }

  @Test
  void locksKeepOthersOut() throws IOException {
    Path file = file("f", "x");
    assertThat(TestVolume.run("flock", "-n", file.toString(), "echo", "mine")).isEqualTo("mine");
    assertThatThrownBy(
            () ->
                TestVolume.run(
                    "flock", "-n", file.toString(), "flock", "-n", file.toString(), "true"))
        .hasMessageContaining("ended with 1");
  }

  @Test
  void attributesOfUsersAreKeptAndSealed() throws IOException {
    Path file = file("f", "x");
    var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    byte[] value = "a-value-in-the-plain".getBytes(StandardCharsets.UTF_8);
    view.write("note", ByteBuffer.wrap(value));
    assertThat(view.list()).containsExactly("note");
    volume.remount();
    ByteBuffer read = ByteBuffer.allocate(view.size("note"));
    view.read("note", read);
    assertThat(read.array()).isEqualTo(value);
    var sealed =
        Files.getFileAttributeView(volume.sealed(file), UserDefinedFileAttributeView.class);
    for (String name : sealed.list()) {
      ByteBuffer raw = ByteBuffer.allocate(sealed.size(name));
      sealed.read(name, raw);
      assertThat(new String(raw.array(), StandardCharsets.ISO_8859_1)).doesNotContain("plain");
    }
    view.delete("note");
    assertThat(view.list()).isEmpty();
  }

  @Test
  void namesOfAttributesAreBytes() throws IOException {
    Path file = file("f", "x");
    String script =
        """
        import os, sys
        f = os.fsencode(sys.argv[1])
        names = [b'user.a\\xff', b'user.a\\xfe', b'user.two\\nlines', 'user.\\u65e5'.encode()]
        for n in names:
            os.setxattr(f, n, n + b'!')
        assert all(os.getxattr(f, n) == n + b'!' for n in names)
        found = sorted(os.fsencode(n) for n in os.listxattr(f))
        assert found == sorted(names), found
        for n in names:
            os.removexattr(f, n)
        assert os.listxattr(f) == []
        """;
    TestVolume.run("python3", "-c", script, file.toString());
  }

  @Test
  void longListingsAreWhole() throws IOException {
    for (int i = 0; i < 700; i++) {
      Files.createFile(here.resolve("a-rather-long-name-so-that-one-answer-is-not-enough-" + i));
    }
    volume.remount();
    try (var content = Files.list(here)) {
      assertThat(content.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)))
          .hasSize(700);
    }
  }

  @Test
  void synchronousWritesWaitForTheDiskInTheLogToo() throws IOException {
    Path log = Files.createDirectory(here.resolve("pg_wal"));
    try (var plain = synchronous(volume.plain().resolve("log"));
        var sealed = synchronous(log.resolve("log"))) {
      Duration fastestPlain = syncs(plain);
      Duration fastestSealed = syncs(sealed);
      // By turns, because others use the disk as well, for a while and then not.
      for (int round = 0; round < 15; round++) {
        fastestPlain = shorter(fastestPlain, syncs(plain));
        fastestSealed = shorter(fastestSealed, syncs(sealed));
      }
      // A sync that does not happen is ten times faster than the disk.
      assertThat(fastestSealed).isGreaterThan(fastestPlain.dividedBy(3));
    }
  }

  @Test
  void eachSynchronousWriteIsASyncOfTheDiskOfItsOwn() throws IOException {
    assertEachSyncs(Files.createDirectory(here.resolve("pg_wal")).resolve("file"));
    assertEachSyncs(here.resolve("file"));
  }

  @Test
  void aTreeIsSyncedFileByFile() throws IOException {
    Path deeper = Files.createDirectories(here.resolve("tree/deeper"));
    for (int file = 0; file < 20; file++) {
      Files.write(deeper.resolve("file" + file), new byte[8192]);
    }
    Files.createSymbolicLink(deeper.resolve("link"), Path.of("nowhere"));
    long before = syncs();
    SyncTree.at(here.resolve("tree"));
    assertThat(syncs()).isGreaterThanOrEqualTo(before + 20);
  }

  private void assertEachSyncs(Path file) throws IOException {
    try (var channel = synchronous(file)) {
      for (int block : new int[] {0, 1, 1, 1, 0, 2}) {
        long before = syncs();
        channel.write(ByteBuffer.allocate(8192), block * 8192L);
        assertThat(syncs()).isGreaterThan(before);
      }
    }
  }

  private long syncs() throws IOException {
    byte[] count = (byte[]) Files.getAttribute(volume.mountPoint(), "user:coffer.syncs");
    return Long.parseLong(new String(count, StandardCharsets.US_ASCII).strip());
  }

  private static FileChannel synchronous(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
  }

  private static Duration syncs(FileChannel channel) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      channel.write(ByteBuffer.allocate(8192), i * 8192L);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
