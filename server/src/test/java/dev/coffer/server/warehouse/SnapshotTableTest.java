package dev.coffer.server.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.warehouse.CapturedWarehouse;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.SnapshotId;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.ControlDatabaseContract;
import dev.coffer.server.store.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class SnapshotTableTest {
  private static final SnapshotId ID = SnapshotId.fresh(new Ids(new SecureRandom()));
  private static final Instant BEGAN = Instant.parse("2026-11-22T04:00:00Z");

  @TempDir Path directory;
  private ControlDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.in(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void oneThatWasTakenBeforeOthersNodesWereCapturedIsOfOurs() {
    var table = new SnapshotTable(database.jdbi());
    database.jdbi().useHandle(handle -> table.insert(handle, snapshot(Optional.empty()), "sealed"));
    database
        .jdbi()
        .useHandle(
            handle ->
                assertThat(
                        handle.execute(
                            "UPDATE snapshot SET source = replace(source, ?, '')"
                                + " WHERE source LIKE '%superuser%'",
                            "\"superuser\":null,"))
                    .isEqualTo(1));
    assertThat(table.find(ID).orElseThrow()).isEqualTo(snapshot(Optional.empty()));
  }

  @Test
  void whoOpensTheNodesOfOthersIsRemembered() {
    var table = new SnapshotTable(database.jdbi());
    var captured = snapshot(Optional.of("boss"));
    database.jdbi().useHandle(handle -> table.insert(handle, captured, "sealed"));
    assertThat(table.find(ID)).hasValue(captured);
  }

  @Test
  void whatItDoesNotHoldIsRemembered() {
    var table = new SnapshotTable(database.jdbi());
    database.jdbi().useHandle(handle -> table.insert(handle, snapshot(Optional.empty()), "sealed"));
    var omitted = List.of("public.\"a, b\" in database d");
    table.complete(ID, new CapturedWarehouse(List.of(), omitted), BEGAN);
    assertThat(table.find(ID).orElseThrow().omitted()).isEqualTo(omitted);
  }

  private static Snapshot snapshot(Optional<String> superuser) {
    var details =
        new ClusterDetails("9.1.0", "", "", "", Optional.empty(), Optional.empty(), "0", List.of());
    return new Snapshot(
        ID,
        new ProjectId("p"),
        "name",
        "",
        Snapshot.Status.CREATING,
        Optional.empty(),
        new Snapshot.Source(
            new ClusterId("c0000000-0000-4000-8000-000000000000"),
            "cluster",
            "15.1",
            "boss",
            2,
            details,
            superuser),
        BEGAN,
        Optional.empty(),
        0,
        0,
        List.of(),
        Optional.empty());
  }
}
