package dev.coffer.server.api.taurus;

import dev.coffer.agent.database.AccountName;
import dev.coffer.agent.database.DatabaseChange;
import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.content.InstanceContents;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Accounts in instances: make, list, give another password, drop. */
final class DatabaseAccountApi {
  private static final String ACCOUNTS = "/db-users";

  private final InstanceContents contents;

  DatabaseAccountApi(InstanceContents contents) {
    this.contents = contents;
  }

  List<Operation<?>> operations() {
    return List.of(
        ContentShapes.read("ListGaussMySqlDatabaseUser", ACCOUNTS, "user:list", this::list),
        ContentShapes.change(
            Operation.Method.POST,
            "CreateGaussMySqlDatabaseUser",
            ACCOUNTS,
            "user:create",
            CreateRequest.class,
            201,
            this::create),
        ContentShapes.change(
            Operation.Method.DELETE,
            "DeleteGaussMySqlDatabaseUser",
            ACCOUNTS,
            "user:delete",
            DeleteRequest.class,
            202,
            this::delete),
        ContentShapes.change(
            Operation.Method.PUT,
            "ResetGaussMySqlDatabasePassword",
            ACCOUNTS + "/password",
            "user:modify",
            PasswordRequest.class,
            202,
            this::setPassword));
  }

  record ListResponse(List<Shown> users, int totalCount) {}

  record Shown(String name, String host, List<Given> databases) {}

  record Given(String name, boolean readonly) {}

  private Reply list(Call<Operation.Nothing> call) {
    DatabaseInventory there = contents.inventory(call.projectId(), Shapes.instanceId(call));
    List<Shown> all = there.accounts().stream().map(account -> shown(there, account)).toList();
    return Reply.of(new ListResponse(ContentShapes.page(call, all), all.size()));
  }

  private static Shown shown(DatabaseInventory there, DatabaseInventory.Account account) {
    List<Given> given =
        there.databases().stream()
            .flatMap(
                database ->
                    ContentShapes.extent(there, account, database.name())
                        .map(
                            extent ->
                                new Given(database.name(), extent == DatabaseChange.Extent.READ))
                        .stream())
            .toList();
    return new Shown(account.name(), account.host(), given);
  }

  record CreateRequest(@Nullable List<Wanted> users) {}

  /** The provider sends a null where it has no comment. */
  @RefusedFields("databases")
  record Wanted(
      @Nullable String name,
      @Nullable SecretText password,
      @Nullable List<String> hosts,
      @Nullable String comment) {
    /** The engine keeps no comment of an account. */
    private void requireNoComment(Inputs inputs) {
      if (comment != null && !comment.isEmpty()) {
        throw inputs.refusal("users.comment", Reason.UNSUPPORTED);
      }
    }
  }

  private record Proven(AccountName account, SecretText password) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    var wanted = new ArrayList<Proven>();
    for (Wanted user : ContentShapes.several(inputs, "users", call.body().users())) {
      user.requireNoComment(inputs);
      for (String host : Objects.requireNonNullElse(user.hosts(), List.of("%"))) {
        wanted.add(
            proven(inputs, ContentShapes.account(inputs, user.name(), host), user.password()));
      }
    }
    inputs.within("users.hosts", wanted.size(), 1, ContentShapes.MOST);
    return withPasswords(
        call,
        "CreateGaussDBforMySQLDatabaseUser",
        wanted,
        DatabaseChange.CreateAccount::new,
        DatabaseAccountApi::requireFree);
  }

  private static Proven proven(Inputs inputs, AccountName account, @Nullable SecretText password) {
    String field = "users.password";
    return new Proven(
        account, EnginePassword.valid(inputs, field, inputs.present(field, password)));
  }

  private static void requireFree(DatabaseInventory there, AccountName account) {
    if (ContentShapes.isThere(there, account)) {
      throw new Refusal(
          Failure.DBS_280204, "account " + ContentShapes.told(account), Reason.EXISTS);
    }
  }

  record PasswordRequest(@Nullable List<WantedPassword> users) {}

  record WantedPassword(
      @Nullable String name, @Nullable String host, @Nullable SecretText password) {}

  private Reply setPassword(Call<PasswordRequest> call) {
    Inputs inputs = call.inputs();
    List<Proven> wanted =
        ContentShapes.several(inputs, "users", call.body().users()).stream()
            .map(
                user ->
                    proven(
                        inputs,
                        ContentShapes.account(inputs, user.name(), user.host()),
                        user.password()))
            .toList();
    return withPasswords(
        call,
        "ResetGaussDBforMySQLDatabaseUserPassword",
        wanted,
        DatabaseChange.SetPassword::new,
        ContentShapes::requireThere);
  }

  /** Decides whether a change may be made where there is what there is. */
  @FunctionalInterface
  private interface Check {
    void of(DatabaseInventory there, AccountName account);
  }

  private Reply withPasswords(
      Call<?> call,
      String job,
      List<Proven> wanted,
      BiFunction<AccountName, SecretBytes, DatabaseChange> change,
      Check check) {
    List<SecretBytes> passwords = wanted.stream().map(user -> user.password().bytes()).toList();
    try {
      return change(
          call,
          job,
          there -> {
            var changes = new ArrayList<DatabaseChange>();
            for (int n = 0; n < wanted.size(); n++) {
              check.of(there, wanted.get(n).account());
              changes.add(change.apply(wanted.get(n).account(), passwords.get(n)));
            }
            return changes;
          });
    } finally {
      passwords.forEach(SecretBytes::close);
    }
  }

  record DeleteRequest(@Nullable List<Named> users) {}

  record Named(@Nullable String name, @Nullable String host) {}

  private Reply delete(Call<DeleteRequest> call) {
    Inputs inputs = call.inputs();
    List<AccountName> named =
        ContentShapes.several(inputs, "users", call.body().users()).stream()
            .map(user -> ContentShapes.account(inputs, user.name(), user.host()))
            .toList();
    return change(
        call,
        "DeleteGaussDBforMySQLDatabaseUser",
        there -> {
          named.forEach(account -> ContentShapes.requireThere(there, account));
          return named.stream().<DatabaseChange>map(DatabaseChange.DropAccount::new).toList();
        });
  }

  private Reply change(
      Call<?> call, String job, Function<DatabaseInventory, List<DatabaseChange>> changes) {
    return Reply.of(
        new Shapes.JobResponse(
            contents.change(call.projectId(), Shapes.instanceId(call), job, changes).id()));
  }
}
