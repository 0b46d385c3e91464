package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.gaussdb.v3.GaussDBClient;
import com.huaweicloud.sdk.gaussdb.v3.model.*;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Databases, accounts and privileges, by the vendor's client. */
@ExtendWith(SharedCoffer.class)
final class ContentSdkTest {
  private static final String DATABASE = "sdk-made";
  private static final String USER = "sdk_user";
  private static final String ANYWHERE = "%";
  private static final String PASSWORD = "Sdk-12-horses";

  private final GaussDBClient client;
  private final String id;

  ContentSdkTest(Shared shared) {
    this.client = shared.cloud.databases();
    this.id = shared.instanceId;
  }

  @Test
  void makesAndRemovesThem() {
    client.createGaussMySqlDatabase(
        new CreateGaussMySqlDatabaseRequest()
            .withInstanceId(id)
            .withBody(
                body ->
                    body.withDatabases(
                        List.of(
                            new CreateGaussMySqlDatabase()
                                .withName(DATABASE)
                                .withCharacterSet("utf8mb4")))));
    client.updateGaussMySqlDatabaseComment(
        new UpdateGaussMySqlDatabaseCommentRequest()
            .withInstanceId(id)
            .withBody(
                body ->
                    body.withDatabases(
                        List.of(
                            new UpdateDatabaseComment().withName(DATABASE).withComment("said")))));
    client.createGaussMySqlDatabaseUser(
        new CreateGaussMySqlDatabaseUserRequest()
            .withInstanceId(id)
            .withBody(
                body ->
                    body.withUsers(
                        List.of(
                            new CreateDatabaseUserList().withName(USER).withPassword(PASSWORD)))));
    client.resetGaussMySqlDatabasePassword(
        new ResetGaussMySqlDatabasePasswordRequest()
            .withInstanceId(id)
            .withBody(
                body ->
                    body.withUsers(
                        List.of(
                            new ResetDatabasePassword()
                                .withName(USER)
                                .withHost(ANYWHERE)
                                .withPassword(PASSWORD + "1")))));
    client.addDatabasePermission(
        new AddDatabasePermissionRequest()
            .withInstanceId(id)
            .withBody(
                body ->
                    body.withUsers(
                        List.of(
                            new GrantDatabasePermission()
                                .withName(USER)
                                .withHost(ANYWHERE)
                                .withDatabases(
                                    List.of(
                                        new DatabasePermission()
                                            .withName(DATABASE)
                                            .withReadonly(true)))))));

    assertThat(
            client
                .listGaussMySqlDatabase(new ListGaussMySqlDatabaseRequest().withInstanceId(id))
                .getDatabases())
        .anySatisfy(
            database -> {
              assertThat(database.getName()).isEqualTo(DATABASE);
              assertThat(database.getComment()).isEqualTo("said");
              assertThat(database.getUsers()).hasSize(1);
            });
    assertThat(
            client
                .listGaussMySqlDatabaseUser(
                    new ListGaussMySqlDatabaseUserRequest().withInstanceId(id))
                .getUsers())
        .anySatisfy(user -> assertThat(user.getName()).isEqualTo(USER));
    remove();
    assertThat(
            client
                .listGaussMySqlDatabase(new ListGaussMySqlDatabaseRequest().withInstanceId(id))
                .getDatabases())
        .noneSatisfy(database -> assertThat(database.getName()).isEqualTo(DATABASE));
  }

  private void remove() {
    client.deleteDatabasePermission(
        new DeleteDatabasePermissionRequest()
            .withInstanceId(id)
            .withBody(
                body ->
                    body.withUsers(
                        List.of(
                            new DeleteDatabasePermission()
                                .withName(USER)
                                .withHost(ANYWHERE)
                                .withDatabases(List.of(DATABASE))))));
    client.deleteGaussMySqlDatabaseUser(
        new DeleteGaussMySqlDatabaseUserRequest()
            .withInstanceId(id)
            .withBody(
                body ->
                    body.withUsers(
                        List.of(
                            new ListDeleteDatabaseUserRequest()
                                .withName(USER)
                                .withHost(ANYWHERE)))));
    client.deleteGaussMySqlDatabase(
        new DeleteGaussMySqlDatabaseRequest()
            .withInstanceId(id)
            .withBody(body -> body.withDatabases(List.of(DATABASE))));
  }

  @Test
  void findsOffWhatEnginesHereDoNotHave() {
    assertThat(
            client
                .showAuditLog(new ShowAuditLogRequest().withInstanceId(id))
                .getSwitchStatus()
                .toString())
        .isEqualTo("OFF");
    assertThat(
            client
                .showSqlFilterControl(new ShowSqlFilterControlRequest().withInstanceId(id))
                .getSwitchStatus())
        .hasToString("OFF");
    assertThat(
            client
                .showInstanceDatabaseVersion(
                    new ShowInstanceDatabaseVersionRequest().withInstanceId(id))
                .getUpgradeFlag())
        .isFalse();
  }
}
