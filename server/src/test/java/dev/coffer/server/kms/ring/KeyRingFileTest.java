package dev.coffer.server.kms.ring;

import static dev.coffer.server.kms.Fixture.unusable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.RootKeyFile;
import dev.coffer.server.kms.root.RootProtection;
import dev.coffer.server.kms.root.UnusableKeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingFileTest {
  @TempDir Path directory;
  private Path ring;
  private byte[] whole;

  @BeforeEach
  void make() throws Exception {
    try (RingStorage vault =
        RingStorage.create(
            directory, Passphrase.none(), new RootProtection.Plain(), Fixture.RANDOM)) {
      vault.ring().add(KeyId.fresh(), KeySpec.SM4, Instant.EPOCH);
    }
    ring = directory.resolve("keyring.json");
    whole = Files.readAllBytes(ring);
  }

  @Test
  void isRefusedWhereAnyByteDiffers() throws Exception {
    try (RootKey root = RootKeyFile.open(directory.resolve("root.key"));
        KeyRingFile file = new KeyRingFile(ring, root)) {
      for (int i = 0; i < whole.length; i++) {
        byte[] altered = whole.clone();
        altered[i] ^= 1;
        Files.write(ring, altered);
        assertThatThrownBy(file::read, "byte %d", i).isInstanceOf(UnusableKeyRing.class);
      }
      Files.write(ring, whole);
      assertThat(file.read().revision()).isEqualTo(2);
    }
  }

  @Test
  void isRefusedWhereItIsCutOrGoesOn() throws Exception {
    try (RootKey root = RootKeyFile.open(directory.resolve("root.key"));
        KeyRingFile file = new KeyRingFile(ring, root)) {
      for (int length = 0; length < whole.length; length++) {
        Files.write(ring, Arrays.copyOf(whole, length));
        unusable(file::read, UnusableKeyRing.Fault.RING_MALFORMED);
      }
      Files.write(ring, Arrays.copyOf(whole, whole.length + 1));
      unusable(file::read, UnusableKeyRing.Fault.RING_MALFORMED);
    }
  }

  @Test
  void isWholeAtEveryInstantOfAChange() throws Exception {
    try (RingStorage vault = RingStorage.open(directory, Passphrase.none(), Fixture.RANDOM);
        RootKey root = RootKeyFile.open(directory.resolve("root.key"));
        KeyRingFile file = new KeyRingFile(ring, root);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // Otherwise it could be through before the first look.
      var looked = new CountDownLatch(1);
      Future<?> writer =
          executor.submit(
              () -> {
                addKeys(vault, 20);
                looked.await();
                addKeys(vault, 20);
                return null;
              });
      long last = 0;
      try {
        while (!writer.isDone()) {
          long revision = file.read().revision();
          assertThat(revision).isGreaterThanOrEqualTo(last);
          last = revision;
          looked.countDown();
        }
      } finally {
        looked.countDown();
      }
      writer.get();
      assertThat(file.read().revision()).isEqualTo(42);
      assertThat(last).isPositive();
    }
  }

  private static void addKeys(RingStorage vault, int count) {
    for (int i = 0; i < count; i++) {
      vault.ring().add(KeyId.fresh(), KeySpec.AES_256, Instant.EPOCH);
    }
  }
}
