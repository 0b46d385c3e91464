package dev.coffer.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedTest {
  @TempDir private Path directory;
  private ControlDatabase database;
  private Remembered<String, String> rings;
  private final AtomicInteger reads = new AtomicInteger();

  @BeforeEach
  void open() {
    database = ControlDatabase.sqlite(directory.resolve("control.db"));
    rings = database.remembering();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Optional<String> find(String id) {
    return rings.find(id, this::read);
  }

  private Optional<String> read(String id) {
    reads.incrementAndGet();
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT id FROM kms_ring WHERE id = :id")
                    .bind("id", id)
                    .mapTo(String.class)
                    .findOne());
  }

  private void put(Handle handle, String id) {
    rings.changing(handle);
    handle.execute("INSERT INTO kms_ring (id) VALUES (?)", id);
  }

  private void remove(Handle handle, String id) {
    rings.changing(handle);
    handle.execute("DELETE FROM kms_ring WHERE id = ?", id);
  }

  @Test
  void readsOnceWhatDoesNotChange() {
    database.jdbi().useTransaction(handle -> put(handle, "a"));
    assertThat(find("a")).contains("a");
    assertThat(find("a")).contains("a");
    assertThat(reads).hasValue(1);
  }

  @Test
  void asksAgainForWhatIsNotThere() {
    assertThat(find("a")).isEmpty();
    database.jdbi().useHandle(handle -> handle.execute("INSERT INTO kms_ring (id) VALUES ('a')"));
    assertThat(find("a")).contains("a");
  }

  @Test
  void forgetsWithTheCommitOfAChange() {
    database.jdbi().useTransaction(handle -> put(handle, "a"));
    find("a");
    database.jdbi().useTransaction(handle -> remove(handle, "a"));
    assertThat(find("a")).isEmpty();
  }

  @Test
  void keepsNothingThatWasReadBeforeAChangeAndComesLater() {
    database.jdbi().useTransaction(handle -> put(handle, "a"));
    Optional<String> slow =
        rings.find(
            "a",
            id -> {
              Optional<String> before = read(id);
              database.jdbi().useTransaction(handle -> remove(handle, "a"));
              return before;
            });
    assertThat(slow).contains("a");
    assertThat(find("a")).isEmpty();
  }

  @Test
  void holdsNothingWhereOthersWriteToo() {
    var shared = new Remembered<String, String>(/* alone= */ false);
    shared.find("a", _ -> Optional.of("old"));
    assertThat(shared.find("a", _ -> Optional.of("new"))).contains("new");
  }

  @Test
  void refusesAChangeOutsideOfATransaction() {
    assertThatThrownBy(() -> database.jdbi().useHandle(handle -> put(handle, "a")))
        .isInstanceOf(IllegalStateException.class);
  }
}
