package dev.coffer.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.id.Id;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.core.mapper.reflect.ColumnName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
public class ColumnTypesTest {
  private static final String INSERT =
      """
      INSERT INTO thing (id, state, made_at, gone_at, place, on_off, parts, suite, key_name)
      VALUES (:name, :state, :madeAt, :goneAt, :place, :onOff, :parts, :suite, :keyName)
      """;

  @TempDir Path directory;
  private ControlDatabase database;

  public enum State {
    FRESH,
    STALE
  }

  public record Seal(@PropagateNull String suite, @ColumnName("key_name") String key) {}

  public record Name(String value) implements Id {
    public Name {
      if (value.isEmpty()) {
        throw new IllegalArgumentException("no name");
      }
    }
  }

  public record Thing(
      @ColumnName("id") Name name,
      State state,
      Instant madeAt,
      Optional<Instant> goneAt,
      Optional<Path> place,
      boolean onOff,
      @Json List<String> parts,
      @Nested Optional<Seal> seal) {}

  @BeforeEach
  void open() {
    database = TestDatabase.in(directory);
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    CREATE TABLE thing (
                      id TEXT, state TEXT NOT NULL, made_at BIGINT NOT NULL, gone_at BIGINT,
                      place TEXT, on_off INTEGER NOT NULL, parts TEXT NOT NULL, suite TEXT,
                      key_name TEXT)
                    """));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void readsWhatItWrote() {
    var seal = new Seal("SM4", "key");
    var thing = thing(Optional.of(Instant.EPOCH.plusMillis(9)), Optional.of(seal));
    insert(thing);
    assertThat(read()).containsExactly(thing);
  }

  @Test
  void readsWhatIsAbsent() {
    var thing = thing(Optional.empty(), Optional.empty());
    insert(thing);
    assertThat(read()).containsExactly(thing);
  }

  @Test
  void refusesAWordThatIsNoState() {
    insert(thing(Optional.empty(), Optional.empty()));
    database.jdbi().useHandle(handle -> handle.execute("UPDATE thing SET state = 'ROTTEN'"));
    assertThatThrownBy(this::read).hasMessageContaining("ROTTEN");
  }

  @Test
  void readsAnIdAloneAndRefusesOneThatIsNone() {
    insert(thing(Optional.empty(), Optional.empty()));
    assertThat(names()).containsExactly(new Name("t"));
    database.jdbi().useHandle(handle -> handle.execute("UPDATE thing SET id = ''"));
    assertThatThrownBy(this::names).hasMessageContaining("Name");
  }

  private List<Name> names() {
    return database
        .jdbi()
        .withHandle(handle -> handle.createQuery("SELECT id FROM thing").mapTo(Name.class).list());
  }

  private static Thing thing(Optional<Instant> goneAt, Optional<Seal> seal) {
    return new Thing(
        new Name("t"),
        State.STALE,
        Instant.ofEpochMilli(1_800_000_000_123L),
        goneAt,
        goneAt.map(_ -> Path.of("/data/x")),
        true,
        List.of("a, \"b\""),
        seal);
  }

  private void insert(Thing thing) {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(INSERT)
                    .bindMethods(thing)
                    .bind("onOff", thing.onOff() ? 1 : 0)
                    .bind("suite", thing.seal().map(Seal::suite))
                    .bind("keyName", thing.seal().map(Seal::key))
                    .execute());
  }

  private List<Thing> read() {
    return database
        .jdbi()
        .withHandle(handle -> handle.createQuery("SELECT * FROM thing").mapTo(Thing.class).list());
  }
}
