package dev.coffer.crypto.block.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SealedBlocksTest {
  private static final FileId FILE = new FileId(3, 4);
  private static final FileId OTHER = new FileId(3, 5);

  private final byte[] plain = new byte[Layout.BLOCK];
  private final byte[] sealed = new byte[Layout.BLOCK];
  private final byte[] entry = new byte[Layout.ENTRY];
  private final byte[] opened = new byte[Layout.BLOCK];

  SealedBlocksTest() {
    new Random(7).nextBytes(plain);
  }

  private VolumeKeys keys(BlockSuite suite, int fill) {
    byte[] dek = new byte[suite.keyLength()];
    Arrays.fill(dek, (byte) fill);
    return new VolumeKeys(suite, new FileId(1, 2), SecretBytes.absorb(dek));
  }

  private void seal(BlockCipher cipher, long block) {
    cipher.seal(block, Place.start(plain), Place.start(sealed), Place.start(entry));
  }

  private void open(BlockCipher cipher, long block) throws SealRefused {
    cipher.open(block, Place.start(entry), Place.start(sealed), Place.start(opened));
  }

  private void assertRefused(BlockCipher cipher, long block) {
    Arrays.fill(opened, (byte) 0x55);
    assertThatThrownBy(() -> open(cipher, block))
        .isInstanceOf(SealRefused.class)
        .hasMessageContaining("block " + block);
    assertThat(opened).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource
  void aBlockOpensToWhatWasSealed(BlockSuite suite) throws SealRefused {
    try (var keys = keys(suite, 1);
        var cipher = keys.blockCipher(FILE)) {
      seal(cipher, 9);
      open(cipher, 9);
      assertThat(opened).isEqualTo(plain);
      assertThat(sealed).isNotEqualTo(plain);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameBlockIsNeverSealedTheSameWayTwice(BlockSuite suite) {
    try (var keys = keys(suite, 1);
        var cipher = keys.blockCipher(FILE)) {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 2000; i++) {
        seal(cipher, 0);
        assertThat(seen.add(Arrays.toString(Arrays.copyOf(entry, 16)))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFlippedBitOfTheEntryIsRefused(BlockSuite suite) {
    try (var keys = keys(suite, 1);
        var cipher = keys.blockCipher(FILE)) {
      seal(cipher, 9);
      for (int bit = 0; bit < Layout.ENTRY * 8; bit++) {
        entry[bit / 8] ^= (byte) (1 << bit % 8);
        assertRefused(cipher, 9);
        entry[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFlippedBitAnywhereInTheCiphertextIsRefused(BlockSuite suite) {
    try (var keys = keys(suite, 1);
        var cipher = keys.blockCipher(FILE)) {
      seal(cipher, 9);
      for (int at = 0; at < Layout.BLOCK; at += 61) {
        sealed[at] ^= 1;
        assertRefused(cipher, 9);
        sealed[at] ^= 1;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherPlaceFileOrKeyIsRefused(BlockSuite suite) {
    try (var keys = keys(suite, 1);
        var otherKeys = keys(suite, 2);
        var cipher = keys.blockCipher(FILE);
        var otherFile = keys.blockCipher(OTHER);
        var otherKey = otherKeys.blockCipher(FILE)) {
      seal(cipher, 9);
      assertRefused(cipher, 10);
      assertRefused(otherFile, 9);
      assertRefused(otherKey, 9);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHoleReadsAsZeroesWhateverLiesInItsPlace(BlockSuite suite) throws SealRefused {
    try (var keys = keys(suite, 1);
        var cipher = keys.blockCipher(FILE)) {
      seal(cipher, 9);
      cipher.sealHole(9, Place.start(entry));
      open(cipher, 9);
      assertThat(opened).containsOnly(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDroppedBlockCannotPassForAHole(BlockSuite suite) {
    try (var keys = keys(suite, 1);
        var cipher = keys.blockCipher(FILE);
        var otherFile = keys.blockCipher(OTHER)) {
      Arrays.fill(entry, (byte) 0);
      assertRefused(cipher, 9);
      cipher.sealHole(8, Place.start(entry));
      assertRefused(cipher, 9);
      otherFile.sealHole(9, Place.start(entry));
      assertRefused(cipher, 9);
      cipher.sealHole(9, Place.start(entry));
      entry[47] ^= 1;
      assertRefused(cipher, 9);
    }
  }
}
