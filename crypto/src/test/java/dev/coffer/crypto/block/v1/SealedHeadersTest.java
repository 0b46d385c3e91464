package dev.coffer.crypto.block.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.block.v2.JournalRecord;
import dev.coffer.crypto.block.v2.VolumeHeader;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SealedHeadersTest {
  private final SecureRandom random = new SecureRandom();

  private SecretBytes dek(BlockSuite suite, int fill) {
    byte[] dek = new byte[suite.keyLength()];
    Arrays.fill(dek, (byte) fill);
    return SecretBytes.absorb(dek);
  }

  private VolumeKeys keys(BlockSuite suite) {
    return new VolumeKeys(suite, new FileId(1, 2), dek(suite, 1));
  }

  @ParameterizedTest
  @EnumSource
  void aVolumeOpensWithItsKeyAlone(BlockSuite suite) throws SealRefused {
    var header = VolumeHeader.fresh(suite);
    byte[] sealed;
    try (var keys = new VolumeKeys(suite, header.volume(), dek(suite, 1))) {
      sealed = header.seal(keys);
    }
    assertThat(VolumeHeader.parse(sealed)).isEqualTo(header);
    VolumeHeader.unlock(sealed, dek(suite, 1)).close();
    assertThatThrownBy(() -> VolumeHeader.unlock(sealed, dek(suite, 2)))
        .isInstanceOf(SealRefused.class)
        .extracting("reason")
        .isEqualTo(SealRefused.Reason.WRONG_KEY);
  }

  @ParameterizedTest
  @EnumSource
  void everyAlteredByteOfAVolumeHeaderIsRefused(BlockSuite suite) {
    var header = VolumeHeader.fresh(suite);
    try (var keys = new VolumeKeys(suite, header.volume(), dek(suite, 1))) {
      byte[] sealed = header.seal(keys);
      for (int at = 0; at < sealed.length; at++) {
        sealed[at] ^= 0x10;
        assertThatThrownBy(() -> VolumeHeader.unlock(sealed, dek(suite, 1)))
            .isInstanceOf(SealRefused.class);
        sealed[at] ^= 0x10;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAlteredByteOfAFileHeaderIsRefused(BlockSuite suite) throws SealRefused {
    try (var keys = keys(suite)) {
      var header = new FileHeader(new FileId(5, 6), 12345);
      byte[] sealed = header.seal(keys);
      assertThat(FileHeader.open(sealed, keys)).isEqualTo(header);
      int fields = 8 + 16 + 16 + 32;
      for (int at = 0; at < FileHeader.READ_LENGTH; at++) {
        boolean meaningful = at < fields || at >= FileHeader.SIZE_OFFSET;
        if (meaningful) {
          sealed[at] ^= 0x10;
          assertThatThrownBy(() -> FileHeader.open(sealed, keys)).isInstanceOf(SealRefused.class);
          sealed[at] ^= 0x10;
        }
      }
    }
  }

  @Test
  void theSizeOfAnotherFileIsRefused() {
    try (var keys = keys(BlockSuite.GENERAL_CIPHER)) {
      byte[] sealed = new FileHeader(new FileId(5, 6), 12345).seal(keys);
      byte[] other = new FileHeader(new FileId(5, 7), 1).sealSize(keys);
      System.arraycopy(other, 0, sealed, FileHeader.SIZE_OFFSET, other.length);
      assertThatThrownBy(() -> FileHeader.open(sealed, keys)).isInstanceOf(SealRefused.class);
    }
  }

  @Test
  void aNameBindsDirectoryNameAndChild() {
    try (var keys = keys(BlockSuite.SM_COMPATIBLE)) {
      var directory = new FileId(1, 1);
      var child = new FileId(1, 2);
      byte[] name = "base".getBytes(StandardCharsets.UTF_8);
      byte[] binding = NameBinding.of(keys, directory, name, child);
      byte[] list = new byte[FileId.LENGTH + 2 * NameBinding.LENGTH];
      System.arraycopy(binding, 0, list, FileId.LENGTH + NameBinding.LENGTH, NameBinding.LENGTH);

      assertThat(NameBinding.contains(list, FileId.LENGTH, binding)).isTrue();
      assertThat(NameBinding.contains(list, 0, binding)).isFalse();
      assertThat(binding).isNotEqualTo(NameBinding.of(keys, child, name, child));
      assertThat(binding).isNotEqualTo(NameBinding.of(keys, directory, name, directory));
      assertThat(binding).isNotEqualTo(NameBinding.of(keys, directory, new byte[] {1}, child));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyAlteredByteOfAJournalRecordIsFound(BlockSuite suite) {
    try (var keys = keys(suite)) {
      var record =
          new JournalRecord(
              JournalRecord.Kind.FRESH, new FileId(7, 7), 42, new FileId(5, 6), 10, 3, 99999, 40);
      byte[] bytes = new byte[record.imagesOffset()];
      random.nextBytes(bytes);
      record.seal(keys, bytes, 0);
      assertThat(JournalRecord.parse(bytes)).contains(record);
      assertThat(record.isAuthentic(keys, bytes)).isTrue();
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] ^= 0x10;
        assertThat(
                JournalRecord.parse(bytes)
                    .filter(parsed -> parsed.equals(record))
                    .filter(parsed -> parsed.isAuthentic(keys, bytes)))
            .isEmpty();
        bytes[at] ^= 0x10;
      }
    }
  }

  @Test
  void blocksLieBehindTheirPageOfEntriesAndNeverOverlap() {
    assertThat(Layout.entryOffset(0)).isEqualTo(4096);
    assertThat(Layout.blockOffset(0)).isEqualTo(4096 + 8192);
    assertThat(Layout.entryOffset(170)).isEqualTo(Layout.blockOffset(169) + 8192);
    assertThat(Layout.blockOffset(170)).isEqualTo(Layout.entryOffset(170) + 8192);
    assertThat(Layout.adjacent(168, 10)).isEqualTo(2);
    assertThat(Layout.blocks(8193)).isEqualTo(2);
    assertThat(Layout.sealedLength(0)).isEqualTo(4096);
  }
}
