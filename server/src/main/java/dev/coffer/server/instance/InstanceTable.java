package dev.coffer.server.instance;

import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.Remembered;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import tools.jackson.databind.json.JsonMapper;

/** The table of instances. */
final class InstanceTable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String COLUMNS =
      "id, project_id, name, state, address, port, socket, data_directory, version, administrator,"
          + " details, created_at, updated_at";

  private final Jdbi jdbi;
  private final Remembered<Place, InstanceState> states;

  /** One for each database: it remembers, and forgets what it changes itself. */
  InstanceTable(ControlDatabase database) {
    this.jdbi = database.jdbi();
    this.states = database.remembering();
  }

  private record Place(String projectId, String id) {}

  /** The sealed secrets of an instance; an adopted one has no administrator of ours. */
  record Secrets(String control, Optional<String> administratorPassword) {}

  void insert(Handle handle, DatabaseInstance instance, Secrets secrets) {
    handle
        .createUpdate(
            "INSERT INTO instance ("
                + COLUMNS
                + ", control_secret, administrator_password) VALUES (:id, :project, :name, :state,"
                + " :address, :port, :socket, :directory, :version, :administrator, :details,"
                + " :created, :updated, :control, :password)")
        .bind("id", instance.id())
        .bind("project", instance.projectId())
        .bind("name", instance.name())
        .bind("state", instance.state().name())
        .bind("address", instance.address())
        .bind("port", instance.port())
        .bind(
            "socket", instance.adopted().flatMap(a -> a.socket()).map(Path::toString).orElse(null))
        .bind("directory", instance.adopted().map(a -> a.dataDirectory().toString()).orElse(null))
        .bind("version", instance.version())
        .bind("administrator", instance.administrator())
        .bind("details", JSON.writeValueAsString(instance.details()))
        .bind("created", instance.createdAt().toEpochMilli())
        .bind("updated", instance.updatedAt().toEpochMilli())
        .bind("control", secrets.control())
        .bind("password", secrets.administratorPassword().orElse(null))
        .execute();
  }

  /** Whether the engine in a directory of another's has been adopted. */
  boolean hasAdopted(Handle handle, Path dataDirectory) {
    return handle
            .createQuery("SELECT count(*) FROM instance WHERE data_directory = :directory")
            .bind("directory", dataDirectory.toString())
            .mapTo(int.class)
            .one()
        > 0;
  }

  Optional<DatabaseInstance> find(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + COLUMNS + " FROM instance WHERE id = :id")
                .bind("id", id)
                .map(InstanceTable::read)
                .findOne());
  }

  /** The state alone, of an instance of the project's. */
  Optional<InstanceState> state(String projectId, String id) {
    return states.find(new Place(projectId, id), this::readState);
  }

  private Optional<InstanceState> readState(Place place) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT state FROM instance WHERE id = :id AND project_id = :project")
                .bind("id", place.id())
                .bind("project", place.projectId())
                .map((row, _) -> InstanceState.valueOf(row.getString(1)))
                .findOne());
  }

  List<DatabaseInstance> ofProject(String projectId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM instance WHERE project_id = :project ORDER BY created_at DESC, id")
                .bind("project", projectId)
                .map(InstanceTable::read)
                .list());
  }

  List<DatabaseInstance> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + COLUMNS + " FROM instance ORDER BY created_at, id")
                .map(InstanceTable::read)
                .list());
  }

  Secrets secrets(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT control_secret, administrator_password FROM instance WHERE id = :id")
                .bind("id", id)
                .map(
                    (row, _) ->
                        new Secrets(row.getString(1), Optional.ofNullable(row.getString(2))))
                .one());
  }

  /** Moves an instance from one state to another, if it is in that state. */
  void move(String id, InstanceState from, InstanceState to, Instant now) {
    change(handle -> move(handle, id, List.of(from), to, now));
  }

  /** Moves an instance from one of the states to another; false where it is in none of them. */
  boolean move(
      Handle handle, String id, Collection<InstanceState> from, InstanceState to, Instant now) {
    states.changing(handle);
    return handle
            .createUpdate(
                "UPDATE instance SET state = :to, updated_at = :now"
                    + " WHERE id = :id AND state IN (<from>)")
            .bind("id", id)
            .bind("to", to.name())
            .bind("now", now.toEpochMilli())
            .bindList("from", from.stream().map(Enum::name).toList())
            .execute()
        == 1;
  }

  /** Writes down that the instance answers, and where. */
  void ready(String id, dev.coffer.agent.Instance engine, Instant now) {
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
                .bind("now", now.toEpochMilli())
                .execute());
  }

  void delete(String id) {
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

  private static DatabaseInstance read(ResultSet row, StatementContext context)
      throws SQLException {
    return new DatabaseInstance(
        row.getString("id"),
        row.getString("project_id"),
        row.getString("name"),
        InstanceState.valueOf(row.getString("state")),
        row.getString("address"),
        row.getInt("port"),
        adopted(row),
        row.getString("version"),
        row.getString("administrator"),
        JSON.readValue(row.getString("details"), InstanceDetails.class),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  private static Optional<DatabaseInstance.Adopted> adopted(ResultSet row) throws SQLException {
    Optional<Path> socket = Optional.ofNullable(row.getString("socket")).map(Path::of);
    return Optional.ofNullable(row.getString("data_directory"))
        .map(directory -> new DatabaseInstance.Adopted(socket, Path.of(directory)));
  }
}
