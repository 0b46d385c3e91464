package dev.coffer.server.instance;

import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.Remembered;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/** The table of instances. */
final class InstanceTable {
  private final Jdbi jdbi;
  private final Remembered<Place, InstanceState> states;

  /** One for each database: it remembers, and forgets what it changes itself. */
  InstanceTable(ControlDatabase database) {
    this.jdbi = database.jdbi();
    this.states = database.remembering();
  }

  private record Place(ProjectId projectId, InstanceId id) {}

  /** The sealed secrets of an instance; an adopted one has no administrator of ours. */
  record Secrets(
      @ColumnName("control_secret") String control, Optional<String> administratorPassword) {}

  void insert(Handle handle, DatabaseInstance instance, Secrets secrets) {
    handle
        .createUpdate(
            """
            INSERT INTO instance (id, project_id, name, state, address, port, socket,
              data_directory, version, administrator, details, created_at, updated_at,
              control_secret, administrator_password)
            VALUES (:id, :projectId, :name, :state, :address, :port, :socket, :directory,
              :version, :administrator, :details, :createdAt, :updatedAt, :control, :password)
            """)
        .bindMethods(instance)
        .bind("socket", instance.adopted().flatMap(DatabaseInstance.Adopted::socket))
        .bind("directory", instance.adopted().map(DatabaseInstance.Adopted::dataDirectory))
        .bind("control", secrets.control())
        .bind("password", secrets.administratorPassword())
        .execute();
  }

  /** Whether the engine in a directory of another's has been adopted. */
  boolean hasAdopted(Handle handle, Path dataDirectory) {
    return handle
            .createQuery("SELECT count(*) FROM instance WHERE data_directory = :directory")
            .bind("directory", dataDirectory)
            .mapTo(int.class)
            .one()
        > 0;
  }

  Optional<DatabaseInstance> find(InstanceId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM instance WHERE id = :id")
                .bind("id", id)
                .mapTo(DatabaseInstance.class)
                .findOne());
  }

  /** The state alone, of an instance of the project's. */
  Optional<InstanceState> state(ProjectId projectId, InstanceId id) {
    return states.find(new Place(projectId, id), this::readState);
  }

  private Optional<InstanceState> readState(Place place) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT state FROM instance WHERE id = :id AND project_id = :project")
                .bind("id", place.id())
                .bind("project", place.projectId())
                .mapTo(InstanceState.class)
                .findOne());
  }

  List<DatabaseInstance> ofProject(ProjectId projectId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM instance WHERE project_id = :project ORDER BY created_at DESC, id")
                .bind("project", projectId)
                .mapTo(DatabaseInstance.class)
                .list());
  }

  List<DatabaseInstance> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM instance ORDER BY created_at, id")
                .mapTo(DatabaseInstance.class)
                .list());
  }

  Secrets secrets(InstanceId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT control_secret, administrator_password FROM instance WHERE id = :id")
                .bind("id", id)
                .mapTo(Secrets.class)
                .one());
  }

  /** Moves an instance from one state to another, if it is in that state. */
  void move(InstanceId id, InstanceState from, InstanceState to, Instant now) {
    change(handle -> move(handle, id, List.of(from), to, now));
  }

  /** Moves an instance from one of the states to another; false where it is in none of them. */
  boolean move(
      Handle handle, InstanceId id, Collection<InstanceState> from, InstanceState to, Instant now) {
    states.changing(handle);
    return handle
            .createUpdate(
                "UPDATE instance SET state = :to, updated_at = :now"
                    + " WHERE id = :id AND state IN (<from>)")
            .bind("id", id)
            .bind("to", to)
            .bind("now", now)
            .bindList("from", from)
            .execute()
        == 1;
  }

  /** Writes down that the instance answers, and where. */
  void ready(InstanceId id, dev.coffer.agent.Instance engine, Instant now) {
    change(
        handle ->
            handle
                .createUpdate(
                    "UPDATE instance SET state = 'ACTIVE', address = :address, port = :port,"
                        + " version = :version, updated_at = :now"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("address", engine.bindAddress())
                .bind("port", engine.port())
                .bind("version", engine.version())
                .bind("now", now)
                .execute());
  }

  void delete(InstanceId id) {
    change(
        handle ->
            handle.createUpdate("DELETE FROM instance WHERE id = :id").bind("id", id).execute());
  }

  private void change(HandleConsumer<RuntimeException> change) {
    jdbi.useTransaction(
        handle -> {
          states.changing(handle);
          change.useHandle(handle);
        });
  }
}
