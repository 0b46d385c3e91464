package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Somebody has the disk while the volume is not mounted, and does all that one can do there. What
 * is noticed and what is not stands in the threat model, in the words of these tests.
 */
@Tag("engine")
final class AttackedDiskTest {
  private static final String OLD = "the old content";
  private static final String NEW = "the new content";
  private static final String PLAIN = "plain content, put in by somebody";

  @SuppressWarnings("NullAway.Init")
  private TestVolume volume;

  @SuppressWarnings("NullAway.Init")
  private Path outside;

  @BeforeEach
  void make() throws IOException {
    volume = new TestVolume(BlockSuite.SM_COMPATIBLE);
    volume.mount();
    outside = Files.createDirectory(volume.plain().resolve("outside"));
    Files.writeString(outside.resolve("file"), PLAIN);
  }

  @AfterEach
  void close() throws IOException {
    volume.close();
  }

  private void fill(String... names) throws IOException {
    for (String name : names) {
      Path file = at(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, OLD);
    }
    volume.volume().unmount();
  }

  private Path at(String name) {
    return volume.mountPoint().resolve(name);
  }

  private Path below(String name) {
    return volume.backing().resolve("root").resolve(name);
  }

  private static UserDefinedFileAttributeView attributes(Path file) {
    return Files.getFileAttributeView(
        file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] seal(Path file) throws IOException {
    ByteBuffer seal = ByteBuffer.allocate(attributes(file).size("coffer"));
    attributes(file).read("coffer", seal);
    return seal.array();
  }

  private static void swap(Path one, Path two) throws IOException {
    Path aside = one.resolveSibling("aside");
    Files.move(one, aside);
    Files.move(two, one);
    Files.move(aside, two);
  }

  private Set<String> named() throws IOException {
    return volume.volume().check(volume.dek()).stream()
        .map(Finding::file)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a program would get where it is not refused. */
  private void assertAllRefused(Set<String> names) throws IOException {
    volume.mount();
    for (String name : names) {
      assertThatThrownBy(() -> Files.readAllBytes(at(name)))
          .as(name)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Input/output error");
      assertThatThrownBy(() -> Files.writeString(at(name), "more")).isInstanceOf(IOException.class);
    }
    assertThat(outside.resolve("file")).hasContent(PLAIN);
    for (String name : names) {
      assertThat(volume.log()).contains(name.substring(name.lastIndexOf('/') + 1));
    }
  }

  @Test
  void whatStandsUnderANameWithoutASealForItIsNamedAndRefused() throws IOException {
    fill("a", "d/x", "e/y", "linked", "pipe", "device", "replaced", "s1", "s2", "moved", "bare");
    fillAgain("altered", "resealed", "turned");
    Path someone = outside.resolve("file");
    Files.delete(below("linked"));
    Files.createSymbolicLink(below("linked"), someone);
    Files.createSymbolicLink(below("new-link"), someone);
    Files.createSymbolicLink(below("new-directory-link"), outside);
    Files.delete(below("pipe"));
    TestVolume.run("mkfifo", below("pipe").toString());
    Files.delete(below("device"));
    TestVolume.run("mknod", below("device").toString(), "c", "1", "5");
    Files.delete(below("replaced"));
    Files.writeString(below("replaced"), PLAIN);
    Files.writeString(below("intruder"), PLAIN);
    Files.createLink(below("hard"), below("a"));
    swap(below("s1"), below("s2"));
    swap(below("d"), below("e"));
    Files.move(below("moved"), below("renamed"));
    attributes(below("bare")).delete("coffer");
    byte[] altered = seal(below("altered"));
    altered[7] ^= 1; // of the mode
    attributes(below("altered")).write("coffer", ByteBuffer.wrap(altered));
    attributes(below("resealed")).write("coffer", ByteBuffer.wrap(seal(below("a"))));
    Files.delete(below("turned"));
    Files.createDirectory(below("turned"));

    var refused =
        Set.of(
            "linked",
            "new-link",
            "pipe",
            "device",
            "replaced",
            "intruder",
            "hard",
            "s1",
            "s2",
            "renamed",
            "bare",
            "altered",
            "resealed");
    var all = new TreeSet<>(refused);
    all.addAll(Set.of("a", "d", "e", "new-directory-link", "turned"));
    assertThat(named()).isEqualTo(all);
    assertAllRefused(refused);
    assertThatThrownBy(() -> Files.readAllBytes(at("d/x"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Files.readAllBytes(at("new-directory-link/file")))
        .isInstanceOf(IOException.class);
    assertThat(at("a")).hasContent(OLD);
  }

  private void fillAgain(String... names) throws IOException {
    volume.mount();
    fill(names);
  }

  @Test
  void aDirectoryThatIsALinkIsNotEnteredAndNothingIsWrittenThere() throws IOException {
    fill("pg_wal/segment");
    TestVolume.run("rm", "-r", below("pg_wal").toString());
    Files.createSymbolicLink(below("pg_wal"), outside);
    assertThat(named()).containsExactly("pg_wal");
    volume.mount();
    assertThatThrownBy(() -> Files.writeString(at("pg_wal/new"), "log in the clear"))
        .isInstanceOf(IOException.class);
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void ownersAndPermissionsBelowMeanNothing() throws IOException {
    fill("file");
    TestVolume.run("chmod", "4777", below("file").toString());
    assertThat(named()).isEmpty();
    volume.mount();
    assertThat(TestVolume.run("stat", "-c", "%u %a", at("file").toString())).isEqualTo("0 644");
    volume.volume().unmount();
    TestVolume.run("chmod", "600", below("file").toString());
    TestVolume.run("chown", "nobody", below("file").toString());
    volume.mount();
    assertThatThrownBy(() -> Files.readAllBytes(at("file"))).isInstanceOf(IOException.class);
  }

  @Test
  void theLogTheLockAndTheJournalAreNotFollowedAway() throws IOException {
    fill("file");
    Path victim = outside.resolve("file");
    for (String part : new String[] {"daemon.log", "daemon.pid", "journal/log.0"}) {
      Path place = volume.backing().resolve(part);
      Path aside = volume.backing().resolveSibling("aside");
      Files.move(place, aside);
      Files.createSymbolicLink(place, victim);
      assertThatThrownBy(volume::mount).as(part).isInstanceOf(IOException.class);
      assertThat(victim).hasContent(PLAIN);
      Files.delete(place);
      Files.move(aside, place);
    }
    volume.mount();
    assertThat(at("file")).hasContent(OLD);
  }

  @Test
  void theRootHasASealOfItsOwn() throws IOException {
    fill("file");
    attributes(below(".")).delete("coffer");
    assertThat(named()).contains("/");
    assertThatThrownBy(volume::mount)
        .isInstanceOf(VolumeFailure.class)
        .hasMessageContaining("carries no seal");
  }

  @Test
  void whatIsAppendedMeansNothing() throws IOException {
    fill("file");
    Files.writeString(below("file"), PLAIN, StandardOpenOption.APPEND);
    assertThat(named()).isEmpty();
    volume.mount();
    assertThat(at("file")).hasContent(OLD);
  }

  /** The limit of a volume without a place of its own that only grows. */
  @Test
  void olderCopiesAreNotNoticed() throws IOException {
    fill("block", "file", "directory/gone");
    byte[] file = Files.readAllBytes(below("file"));
    byte[] block = Files.readAllBytes(below("block"));
    Path aside = volume.plain().resolve("aside");
    TestVolume.run("cp", "-a", below("directory/gone").toString(), aside.toString());
    volume.mount();
    Files.writeString(at("block"), NEW);
    Files.writeString(at("file"), NEW);
    Files.delete(at("directory/gone"));
    volume.volume().unmount();

    Files.write(below("file"), file);
    try (var channel = FileChannel.open(below("block"), StandardOpenOption.WRITE)) {
      int entry = Math.toIntExact(Layout.entryOffset(0));
      channel.write(ByteBuffer.wrap(block, entry, Layout.ENTRY), entry);
      int at = Math.toIntExact(Layout.blockOffset(0));
      channel.write(ByteBuffer.wrap(block, at, Layout.BLOCK), at);
    }
    TestVolume.run("cp", "-a", aside.toString(), below("directory/gone").toString());

    assertThat(named()).isEmpty();
    volume.mount();
    assertThat(at("file")).hasContent(OLD);
    assertThat(at("block")).hasContent(OLD);
    assertThat(at("directory/gone")).hasContent(OLD);
  }

  @Test
  void aFileThatWasRemovedIsNotMissed() throws IOException {
    fill("file", "other");
    Files.delete(below("other"));
    assertThat(named()).isEmpty();
  }
}
