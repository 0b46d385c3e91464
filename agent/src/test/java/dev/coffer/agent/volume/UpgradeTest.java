package dev.coffer.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.cage.Uids;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import dev.coffer.crypto.block.v2.VolumeHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A volume as version 1 left it, in the hands of this one. */
@Tag("engine")
final class UpgradeTest {
  private static final int VERSION_AT = 7;
  private static final String SEAL = "coffer";

  @SuppressWarnings("NullAway.Init")
  private TestVolume volume;

  @BeforeEach
  void fill() throws IOException {
    volume = new TestVolume(BlockSuite.GENERAL_CIPHER);
    volume.mount();
    Path directory = Files.createDirectory(at("directory"));
    Files.writeString(directory.resolve("file"), "what is kept");
    Files.createLink(at("second"), directory.resolve("file"));
    Files.createSymbolicLink(at("link"), Path.of("directory/file"));
    TestVolume.run("chown", "postgres:postgres", directory.resolve("file").toString());
    TestVolume.run("chmod", "440", directory.resolve("file").toString());
    volume.volume().unmount();
    age();
    forget();
  }

  /** As a host that this volume has never been on with version 2. */
  private void forget() throws IOException {
    byte[] header = Files.readAllBytes(volume.backing().resolve("coffer.volume"));
    Uids.in(Path.of("/var/lib/coffer/volumes"))
        .forget("volume-" + VolumeHeader.parse(header).volume());
  }

  @AfterEach
  void close() throws IOException {
    volume.close();
  }

  private Path at(String name) {
    return volume.mountPoint().resolve(name);
  }

  private Path below(String name) {
    return volume.backing().resolve("root").resolve(name);
  }

  /** Owners and links as they were below, seals without what is sealed now, no marks. */
  private void age() throws IOException {
    byte[] header = Files.readAllBytes(volume.backing().resolve("coffer.volume"));
    VolumeHeader now = VolumeHeader.parse(header);
    try (var keys = VolumeHeader.unlock(header, volume.dek())) {
      for (String name : new String[] {"directory/file", "directory"}) {
        age(below(name), keys);
      }
      Files.delete(below("second"));
      Files.createLink(below("second"), below("directory/file"));
      Files.delete(below("link"));
      Files.createSymbolicLink(below("link"), Path.of("directory/file"));
      view(below(".")).delete(SEAL);
      byte[] old = new VolumeHeader(1, now.suite(), now.volume(), now.root()).seal(keys);
      assertThat(old[VERSION_AT]).isEqualTo((byte) '1');
      Files.write(volume.backing().resolve("coffer.volume"), old);
    }
    for (String mark : new String[] {"data.mark", "log.mark"}) {
      Files.delete(volume.backing().resolve("journal").resolve(mark));
    }
    TestVolume.run("chown", "postgres:postgres", below("directory/file").toString());
    TestVolume.run("chmod", "440", below("directory/file").toString());
  }

  private static void age(Path file, VolumeKeys keys) throws IOException {
    var view = view(file);
    ByteBuffer found = ByteBuffer.allocate(view.size(SEAL));
    view.read(SEAL, found);
    InodeSeal seal = InodeSeal.open(found.array(), keys);
    view.write(
        SEAL,
        ByteBuffer.allocate(16 + seal.names().length)
            .put(seal.id().bytes())
            .put(seal.names())
            .flip());
  }

  private static UserDefinedFileAttributeView view(Path file) {
    return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
  }

  @Test
  void contentNamesOwnersAndLinksAreKept() throws IOException {
    volume.mount();
    assertThat(at("directory/file")).hasContent("what is kept");
    assertThat(at("second")).hasContent("what is kept");
    assertThat(Files.readSymbolicLink(at("link"))).isEqualTo(Path.of("directory/file"));
    assertThat(TestVolume.run("stat", "-c", "%U:%G %a", at("second").toString()))
        .isEqualTo("postgres:postgres 440");
    volume.volume().unmount();
    assertThat(Files.isSymbolicLink(below("link"))).isFalse();
    assertThat(Files.getAttribute(below("second"), "unix:uid", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(Files.getAttribute(below("link"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
    assertThat(volume.volume().check(volume.dek())).isEmpty();
  }

  @Test
  void anOldHeaderThatIsPutBackUpgradesNothing() throws IOException {
    byte[] old = Files.readAllBytes(volume.backing().resolve("coffer.volume"));
    assertThat(volume.volume().check(volume.dek())).isEmpty();
    Files.createSymbolicLink(below("planted"), Path.of("/etc/passwd"));
    for (int n = 0; n < 2; n++) {
      byte[] present = Files.readAllBytes(volume.backing().resolve("coffer.volume"));
      Files.write(volume.backing().resolve("coffer.volume"), old);
      assertThatThrownBy(volume::mount)
          .isInstanceOf(VolumeFailure.class)
          .hasMessageContaining("a header of version 1 was put back");
      assertThatThrownBy(() -> volume.volume().check(volume.dek()))
          .isInstanceOf(VolumeFailure.class)
          .hasMessageContaining("a header of version 1 was put back");
      assertThat(below("planted")).isSymbolicLink();
      Files.write(volume.backing().resolve("coffer.volume"), present);
      // The second time after a mount.
      volume.mount();
      volume.volume().unmount();
    }
  }

  @Test
  void whatWasSealedForAnotherPlaceIsNotTakenOver() throws IOException {
    Files.move(below("second"), below("elsewhere"));
    assertThatThrownBy(volume::mount)
        .isInstanceOf(VolumeFailure.class)
        .hasMessageContaining("/elsewhere was sealed for another place");
    Files.move(below("elsewhere"), below("second"));
    volume.mount();
    assertThat(at("second")).hasContent("what is kept");
  }

  @Test
  void aJournalThatIsNotEmptyIsLeftToTheVersionThatWroteIt() throws IOException {
    Path segment = volume.backing().resolve("journal/data.0");
    byte[] content = Files.readAllBytes(segment);
    content[3] = '1';
    Files.write(segment, content);
    assertThatThrownBy(volume::mount)
        .isInstanceOf(VolumeFailure.class)
        .hasMessageContaining("with the version of Coffer that made it");
  }
}
