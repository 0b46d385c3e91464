package dev.coffer.server.api.taurus;

import dev.coffer.agent.database.AccountName;
import dev.coffer.agent.database.DatabaseChange;
import dev.coffer.agent.database.DatabaseChange.Extent;
import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.agent.database.DatabaseName;
import dev.coffer.server.content.InstanceContents;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What accounts in instances may do in databases: read, or everything. */
final class DatabasePrivilegeApi {
  private static final String PRIVILEGES = "/db-users/privilege";

  private final InstanceContents contents;

  DatabasePrivilegeApi(InstanceContents contents) {
    this.contents = contents;
  }

  List<Operation<?>> operations() {
    return List.of(
        ContentShapes.change(
            Operation.Method.POST,
            "AddDatabasePermission",
            PRIVILEGES,
            "user:grantPrivilege",
            GrantRequest.class,
            201,
            this::grant),
        ContentShapes.change(
            Operation.Method.DELETE,
            "DeleteDatabasePermission",
            PRIVILEGES,
            "user:revokePrivilege",
            RevokeRequest.class,
            202,
            this::revoke));
  }

  record GrantRequest(@Nullable List<Granted> users) {}

  record Granted(@Nullable String name, @Nullable String host, @Nullable List<Wanted> databases) {}

  record Wanted(@Nullable String name, @Nullable Boolean readonly) {}

  private record Place(AccountName account, DatabaseName database) {
    private void requireIn(DatabaseInventory there) {
      ContentShapes.requireThere(there, account);
      ContentShapes.requireThere(there, database);
    }
  }

  private record Grant(Place place, Extent extent) {
    /** What the account has there already is replaced, so that reading alone is all it has. */
    private void addTo(List<DatabaseChange> changes, DatabaseInventory there) {
      place.requireIn(there);
      ContentShapes.extent(there, ContentShapes.known(place.account()), place.database().name())
          .filter(present -> present != extent)
          .ifPresent(
              _ -> changes.add(new DatabaseChange.Revoke(place.account(), place.database())));
      changes.add(new DatabaseChange.Grant(place.account(), place.database(), extent));
    }
  }

  private Reply grant(Call<GrantRequest> call) {
    Inputs inputs = call.inputs();
    var wanted = new ArrayList<Grant>();
    for (Granted user : ContentShapes.several(inputs, "users", call.body().users())) {
      AccountName account = ContentShapes.account(inputs, user.name(), user.host());
      for (Wanted database : ContentShapes.several(inputs, "users.databases", user.databases())) {
        boolean readonly = inputs.present("users.databases.readonly", database.readonly());
        wanted.add(
            new Grant(
                new Place(
                    account,
                    ContentShapes.database(inputs, "users.databases.name", database.name())),
                readonly ? Extent.READ : Extent.READ_AND_WRITE));
      }
    }
    return change(
        call,
        "GrantGaussDBforMySQLDatabaseUser",
        there -> {
          var changes = new ArrayList<DatabaseChange>();
          wanted.forEach(grant -> grant.addTo(changes, there));
          return changes;
        });
  }

  record RevokeRequest(@Nullable List<Revoked> users) {}

  record Revoked(@Nullable String name, @Nullable String host, @Nullable List<String> databases) {}

  private Reply revoke(Call<RevokeRequest> call) {
    Inputs inputs = call.inputs();
    var named = new ArrayList<Place>();
    for (Revoked user : ContentShapes.several(inputs, "users", call.body().users())) {
      AccountName account = ContentShapes.account(inputs, user.name(), user.host());
      for (String database : ContentShapes.several(inputs, "users.databases", user.databases())) {
        named.add(new Place(account, ContentShapes.database(inputs, "users.databases", database)));
      }
    }
    return change(
        call,
        "RevokeGaussDBforMySQLDatabaseUser",
        there -> {
          named.forEach(place -> requireGiven(there, place));
          return named.stream()
              .<DatabaseChange>map(
                  place -> new DatabaseChange.Revoke(place.account(), place.database()))
              .toList();
        });
  }

  private static void requireGiven(DatabaseInventory there, Place place) {
    ContentShapes.requireThere(there, place.account());
    if (ContentShapes.extent(there, ContentShapes.known(place.account()), place.database().name())
        .isEmpty()) {
      throw new Refusal(
          Failure.DBS_280204,
          "a privilege of account "
              + ContentShapes.told(place.account())
              + " on database "
              + place.database().name(),
          Reason.ABSENT);
    }
  }

  private Reply change(
      Call<?> call, String job, Function<DatabaseInventory, List<DatabaseChange>> changes) {
    return Reply.of(
        new Shapes.JobResponse(
            contents.change(call.projectId(), Shapes.instanceId(call), job, changes).id()));
  }
}
