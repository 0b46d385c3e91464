package dev.coffer.server.api.taurus;

import dev.coffer.agent.database.DatabaseChange;
import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.agent.database.DatabaseName;
import dev.coffer.server.content.InstanceContents;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Databases in instances: make, list, comment, drop. */
final class DatabaseApi {
  private static final String DATABASES = "/databases";

  /** MariaDB's name for what the vendor and everybody else calls {@code utf8}. */
  private static final String OLD_UTF8 = "utf8mb3";

  private final InstanceContents contents;

  DatabaseApi(InstanceContents contents) {
    this.contents = contents;
  }

  List<Operation<?>> operations() {
    return List.of(
        ContentShapes.read("ListGaussMySqlDatabase", DATABASES, "database:list", this::list),
        ContentShapes.change(
            Operation.Method.POST,
            "CreateGaussMySqlDatabase",
            DATABASES,
            "database:create",
            CreateRequest.class,
            201,
            this::create),
        ContentShapes.change(
            Operation.Method.DELETE,
            "DeleteGaussMySqlDatabase",
            DATABASES,
            "database:delete",
            DeleteRequest.class,
            202,
            this::delete),
        ContentShapes.change(
            Operation.Method.PUT,
            "UpdateGaussMySqlDatabaseComment",
            DATABASES + "/comment",
            "database:modify",
            CommentRequest.class,
            202,
            this::comment));
  }

  record ListResponse(List<Shown> databases, int totalCount) {}

  record Shown(String name, String charset, String comment, List<User> users) {}

  record User(String name, String host, boolean readonly) {}

  private Reply list(Call<Operation.Nothing> call) {
    DatabaseInventory there = contents.inventory(call.projectId(), Shapes.instanceId(call));
    Optional<String> name = call.query().get("name");
    Optional<String> charset = call.query().get("charset");
    List<Shown> all =
        there.databases().stream()
            .map(database -> shown(there, database))
            .filter(shown -> name.map(shown.name()::contains).orElse(true))
            .filter(shown -> charset.map(shown.charset()::equals).orElse(true))
            .toList();
    return Reply.of(new ListResponse(ContentShapes.page(call, all), all.size()));
  }

  private static Shown shown(DatabaseInventory there, DatabaseInventory.Database database) {
    List<User> users =
        there.accounts().stream()
            .flatMap(
                account ->
                    ContentShapes.extent(there, account, database.name())
                        .map(
                            extent ->
                                new User(
                                    account.name(),
                                    account.host(),
                                    extent == DatabaseChange.Extent.READ))
                        .stream())
            .toList();
    String charset = database.characterSet();
    return new Shown(
        database.name(), charset.equals(OLD_UTF8) ? "utf8" : charset, database.comment(), users);
  }

  record CreateRequest(@Nullable List<Wanted> databases) {}

  /** Whom to give it to is a request of its own. */
  @RefusedFields("users")
  record Wanted(@Nullable String name, @Nullable String characterSet, @Nullable String comment) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    List<DatabaseChange.CreateDatabase> wanted =
        ContentShapes.several(inputs, "databases", call.body().databases()).stream()
            .map(database -> wanted(inputs, database))
            .toList();
    return change(
        call,
        "CreateGaussDBforMySQLDatabase",
        there -> {
          wanted.forEach(database -> requireFree(there, database.database()));
          return List.copyOf(wanted);
        });
  }

  private static DatabaseChange.CreateDatabase wanted(Inputs inputs, Wanted wanted) {
    DatabaseName name = ContentShapes.database(inputs, "databases.name", wanted.name());
    String field = "databases.character_set";
    String charset = inputs.present(field, wanted.characterSet()).toLowerCase(Locale.ROOT);
    return new DatabaseChange.CreateDatabase(
        name,
        inputs.matching(field, DatabaseChange.CHARACTER_SET, charset),
        comment(inputs, wanted.comment()));
  }

  private static void requireFree(DatabaseInventory there, DatabaseName database) {
    if (ContentShapes.isThere(there, database)) {
      throw new Refusal(Failure.DBS_280204, "database " + database.name(), Reason.EXISTS);
    }
  }

  private static Optional<String> comment(Inputs inputs, @Nullable String given) {
    return given == null || given.isEmpty()
        ? Optional.empty()
        : Optional.of(inputs.matching("databases.comment", DatabaseChange.COMMENT, given));
  }

  record DeleteRequest(@Nullable List<String> databases) {}

  private Reply delete(Call<DeleteRequest> call) {
    Inputs inputs = call.inputs();
    List<DatabaseName> named =
        ContentShapes.several(inputs, "databases", call.body().databases()).stream()
            .map(name -> ContentShapes.database(inputs, "databases", name))
            .toList();
    return change(
        call,
        "DeleteGaussDBforMySQLDatabase",
        there -> {
          named.forEach(database -> ContentShapes.requireThere(there, database));
          return named.stream().<DatabaseChange>map(DatabaseChange.DropDatabase::new).toList();
        });
  }

  record CommentRequest(@Nullable List<Commented> databases) {}

  record Commented(@Nullable String name, @Nullable String comment) {}

  private Reply comment(Call<CommentRequest> call) {
    Inputs inputs = call.inputs();
    List<DatabaseChange.CommentDatabase> wanted =
        ContentShapes.several(inputs, "databases", call.body().databases()).stream()
            .map(
                database ->
                    new DatabaseChange.CommentDatabase(
                        ContentShapes.database(inputs, "databases.name", database.name()),
                        comment(inputs, database.comment())))
            .toList();
    return change(
        call,
        "ModifyGaussDBforMySQLDatabase",
        there -> {
          wanted.forEach(database -> ContentShapes.requireThere(there, database.database()));
          return List.copyOf(wanted);
        });
  }

  private Reply change(
      Call<?> call, String job, Function<DatabaseInventory, List<DatabaseChange>> changes) {
    return Reply.of(
        new Shapes.JobResponse(
            contents.change(call.projectId(), Shapes.instanceId(call), job, changes).id()));
  }
}
