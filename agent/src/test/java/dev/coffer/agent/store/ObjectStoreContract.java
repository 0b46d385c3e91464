package dev.coffer.agent.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises. */
abstract class ObjectStoreContract {
  abstract ObjectStore store() throws IOException;

  void put(String name, String content) throws IOException {
    try (var upload = store().begin(name)) {
      upload.write(content.getBytes(UTF_8));
      upload.commit();
    }
  }

  String get(String name, long offset) throws IOException {
    try (var in = store().open(name, offset)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Nested
  class AnUploadInProgress {
    @Test
    void isNotThereUntilItsCommit() throws IOException {
      try (var upload = store().begin("a.sealed")) {
        upload.write("content".getBytes(UTF_8));
        assertThat(store().exists("a.sealed")).isFalse();
        assertThat(store().list("")).isEmpty();
        upload.commit();
      }
      assertThat(store().exists("a.sealed")).isTrue();
      assertThat(get("a.sealed", 0)).isEqualTo("content");
    }

    @Test
    void leavesNothingWhenClosedWithoutCommit() throws IOException {
      try (var upload = store().begin("a.sealed")) {
        upload.write("content".getBytes(UTF_8));
      }
      assertThat(store().list("")).isEmpty();
      assertThat(store().removePartials()).isZero();
    }

    @Test
    void leavesTheOldObjectAloneWhenClosedWithoutCommit() throws IOException {
      put("a", "old");
      try (var upload = store().begin("a")) {
        upload.write("new".getBytes(UTF_8));
      }
      assertThat(get("a", 0)).isEqualTo("old");
    }
  }

  @Nested
  class AnObject {
    @Test
    void isReadFromAnyOffset() throws IOException {
      put("a", "0123456789");
      assertThat(get("a", 7)).isEqualTo("789");
      assertThat(get("a", 10)).isEmpty();
      assertThat(store().size("a")).isEqualTo(10);
    }

    @Test
    void isReplacedByALaterCommit() throws IOException {
      put("a", "old");
      put("a", "newer");
      assertThat(get("a", 0)).isEqualTo("newer");
    }

    @Test
    void isGoneAfterItsDeletion() throws IOException {
      put("a", "x");
      assertThat(store().delete("a")).isTrue();
      assertThat(store().delete("a")).isFalse();
      assertThat(store().exists("a")).isFalse();
    }

    @Test
    void isListedByItsPrefixInOrder() throws IOException {
      put("b.sealed", "x");
      put("b.envelope", "x");
      put("a.envelope", "x");
      assertThat(store().list("b.")).containsExactly("b.envelope", "b.sealed");
      assertThat(store().list("")).containsExactly("a.envelope", "b.envelope", "b.sealed");
    }
  }

  @Test
  void anAbsentObjectCannotBeRead() {
    assertThatThrownBy(() -> get("absent", 0)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store().size("absent")).isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../a", "a/b", "/a", ".hidden", "a\0b", "a b", "ä"})
  void aNameThatIsNoneIsRefused(String name) {
    assertThatThrownBy(() -> store().begin(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().open(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().delete(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().exists(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
