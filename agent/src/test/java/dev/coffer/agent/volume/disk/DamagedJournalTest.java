package dev.coffer.agent.volume.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalMark;
import dev.coffer.crypto.block.v2.JournalRecord;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon was killed, and before the next one begins somebody changes what was synced. */
final class DamagedJournalTest {
  private static final String FILE = "file";
  private static final String SEGMENT = "journal.0";
  private static final String MARK = "journal.mark";
  private static final int BLOCKS = 4;
  private static final FileId ID = new FileId(5, 6);

  private final SecureRandom secure = new SecureRandom();
  private final VolumeKeys keys =
      new VolumeKeys(BlockSuite.SM_COMPATIBLE, new FileId(1, 2), SecretBytes.random(16, secure));
  private final SimulatedDisk disk = new SimulatedDisk();
  private final Workspace workspace = new Workspace();
  private final byte[] written = new byte[BLOCKS * Layout.BLOCK];

  @SuppressWarnings("NullAway.Init")
  private SealedFile file;

  @BeforeEach
  void writeAndSync() throws IOException {
    Journal.create(disk.journal().mark(), keys);
    Storage storage = disk.storage(FILE);
    byte[] header = new FileHeader(ID, 0).seal(keys);
    storage.write(0, header, 0, header.length);
    file = SealedFile.open(storage, keys, Journal.begin(disk.journal(), 1 << 20, keys, task -> {}));
    new Random(1).nextBytes(written);
    write(0, BLOCKS);
    file.sync();
  }

  private void write(int first, int count) throws IOException {
    byte[] data = new byte[count * Layout.BLOCK];
    System.arraycopy(written, first * Layout.BLOCK, data, 0, data.length);
    file.write((long) first * Layout.BLOCK, data, data.length, workspace);
  }

  private void recover(SimulatedDisk on) throws IOException {
    int _ =
        Recovery.run(
            on.journal(),
            keys,
            wanted -> wanted.equals(ID) ? Optional.of(() -> on.storage(FILE)) : Optional.empty());
  }

  private byte[] read(SimulatedDisk on, int block) throws IOException {
    try (var journal = on.journal();
        var found =
            SealedFile.open(
                on.storage(FILE), keys, Journal.begin(journal, 1 << 20, keys, task -> {}))) {
      byte[] content = new byte[Layout.BLOCK];
      int _ = found.read((long) block * Layout.BLOCK, content, Layout.BLOCK, workspace);
      return content;
    }
  }

  private void assertLacksARecord(SimulatedDisk killed) {
    byte[] before = killed.content(SEGMENT);
    // As often as it is tried: what is there is not thrown away.
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> recover(killed))
          .isInstanceOf(SealRefused.class)
          .hasMessageContaining("the journal lacks record");
      assertThat(killed.content(SEGMENT)).isEqualTo(before);
    }
  }

  @Test
  void aNewBlockThatWasSyncedNeverTurnsIntoZeroes() throws IOException {
    SimulatedDisk killed = disk.afterKill();
    killed.corrupt(FILE, Layout.blockOffset(2) + 77);
    recover(killed);
    assertThatThrownBy(() -> read(killed, 2))
        .isInstanceOf(SealRefused.class)
        .hasMessageContaining("block 2");
    assertThat(read(killed, 1)).isEqualTo(block(1));
  }

  private byte[] block(int index) {
    byte[] block = new byte[Layout.BLOCK];
    System.arraycopy(written, index * Layout.BLOCK, block, 0, block.length);
    return block;
  }

  @Test
  void aNewBlockThatWasNotSyncedMayBeLost() throws IOException {
    int longer = BLOCKS + 1;
    file.write((long) BLOCKS * Layout.BLOCK, block(0), Layout.BLOCK, workspace);
    SimulatedDisk killed = disk.afterKill();
    killed.corrupt(FILE, Layout.blockOffset(longer - 1) + 77);
    recover(killed);
    assertThat(read(killed, longer - 1)).containsOnly(0);
    assertThat(read(killed, 3)).isEqualTo(block(3));
  }

  @Test
  void anOverwrittenBlockThatWasSyncedIsRefusedWhereItsImageWasAltered() throws IOException {
    new Random(2).nextBytes(written);
    write(1, 1);
    file.sync();
    SimulatedDisk killed = disk.afterKill();
    killed.corrupt(SEGMENT, (long) lengthOfFirstRecords() + JournalRecord.imagesOffset(1) + 9);
    recover(killed);
    assertThatThrownBy(() -> read(killed, 1)).isInstanceOf(SealRefused.class);
  }

  /** The four blocks, and that they were synced. */
  private static int lengthOfFirstRecords() {
    return JournalRecord.imagesOffset(BLOCKS) + JournalRecord.imagesOffset(0);
  }

  @Test
  void aRecordThatWasSyncedAndIsAlteredIsNotTheEnd() {
    SimulatedDisk killed = disk.afterKill();
    killed.corrupt(SEGMENT, 30);
    assertLacksARecord(killed);
  }

  @Test
  void aJournalThatWasSyncedAndIsEmptyIsNotEmpty() {
    SimulatedDisk killed = disk.afterKill();
    killed.replace(SEGMENT, new byte[killed.content(SEGMENT).length]);
    assertLacksARecord(killed);
  }

  @Test
  void laterRecordsTellOfOneThatIsMissingWhereTheMarkDoesNot() throws IOException {
    byte[] olderMark = disk.content(MARK);
    write(0, 1);
    file.sync();
    write(0, 1);
    file.sync();
    SimulatedDisk killed = disk.afterKill();
    killed.replace(MARK, olderMark);
    killed.corrupt(SEGMENT, lengthOfFirstRecords() + 30L);
    assertLacksARecord(killed);
  }

  @Test
  void aJournalWithoutItsMarkIsRefused() {
    SimulatedDisk killed = disk.afterKill();
    killed.replace(MARK, new byte[4096]);
    assertThatThrownBy(() -> recover(killed))
        .isInstanceOf(SealRefused.class)
        .hasMessageContaining("mark");
  }

  /** The older of its two places would tell of less, and of a synced block that lies there anew. */
  @ParameterizedTest
  @ValueSource(ints = {0, JournalMark.DISTANCE})
  void aMarkIsRefusedWhereEitherOfItsPlacesWasAltered(int place) throws IOException {
    write(1, 1);
    file.sync();
    for (int at = 0; at < JournalMark.LENGTH; at++) {
      SimulatedDisk killed = disk.afterKill();
      killed.corrupt(MARK, (long) place + at);
      assertThatThrownBy(() -> recover(killed))
          .isInstanceOf(SealRefused.class)
          .hasMessageContaining("mark");
    }
  }

  @Test
  void theFirstMarkOfAllStandsAlone() throws IOException {
    var made = new SimulatedDisk();
    Journal.create(made.journal().mark(), keys);
    recover(made);
    made.corrupt(MARK, 3);
    assertThatThrownBy(() -> recover(made)).isInstanceOf(SealRefused.class);
  }

  @Test
  void recordsOfAnEpochThatIsOverAreNotApplied() throws IOException {
    byte[] older = disk.content(SEGMENT);
    SimulatedDisk killed = disk.afterKill();
    recover(killed);
    killed.replace(SEGMENT, older);
    killed.corrupt(FILE, Layout.blockOffset(0));
    recover(killed);
    assertThatThrownBy(() -> read(killed, 0)).isInstanceOf(SealRefused.class);
  }
}
