package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Databases, accounts and privileges, made by requests of the vendor's Terraform provider. */
@ExtendWith(SharedCoffer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class InstanceContentsTest {
  private static final String PASSWORD = "Clerk-12-horses";
  private static final String OTHER = "Clerk-13-horses";

  private final Shared shared;
  private final Wire wire;
  private final String token;
  private final Database database;

  InstanceContentsTest(Shared shared) {
    this.shared = shared;
    this.wire = Wire.to(shared.account.endpoint());
    this.token = wire.token(shared.account);
    this.database = shared.cloud.database(shared.instanceId);
  }

  @AfterEach
  void leaveNothing() throws SQLException {
    database.run(
        "DROP DATABASE IF EXISTS a_b",
        "DROP DATABASE IF EXISTS axb",
        "DROP DATABASE IF EXISTS `archive-1`",
        "DROP USER IF EXISTS 'clerk'@'%'",
        "DROP USER IF EXISTS 'clerk'@'10.0.0.%'");
  }

  private Answer send(String method, String path, String body) {
    String base = "/v3/" + shared.account.projectId() + "/instances/" + shared.instanceId;
    return wire.send(
        Request.of(method, base + path, body.isEmpty() ? "" : body.replace('\'', '"') + "\n")
            .with("X-Auth-Token", token));
  }

  private void done(int status, String method, String path, String body) {
    Answer answer = send(method, path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    String job = answer.json().get("job_id").asString();
    assertThat(
            wire.send(
                    Request.of("GET", "/v3/" + shared.account.projectId() + "/jobs?id=" + job, "")
                        .with("X-Auth-Token", token))
                .json()
                .at("/job/status")
                .asString())
        .isEqualTo("Completed");
  }

  private JsonNode listed(String path, String list, String name) {
    for (JsonNode each : send("GET", path + "?limit=100&offset=0", "").json().get(list)) {
      if (each.get("name").asString().equals(name)) {
        return each;
      }
    }
    throw new AssertionError(path + " has no " + name);
  }

  private void make() {
    done(
        201,
        "POST",
        "/databases",
        "{'databases':[{'name':'a_b','character_set':'utf8mb4','comment':'orders, 订单'},"
            + "{'name':'axb','character_set':'latin1'},"
            + "{'name':'archive-1','character_set':'utf8'}]}");
    done(
        201,
        "POST",
        "/db-users",
        "{'users':[{'comment':null,'hosts':['%'],'name':'clerk','password':'" + PASSWORD + "'}]}");
  }

  private void grant(String readonly) {
    done(
        201,
        "POST",
        "/db-users/privilege",
        "{'users':[{'name':'clerk','host':'%','databases':[{'name':'a_b','readonly':"
            + readonly
            + "}]}]}");
  }

  private Connection clerk(String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://" + database.host() + ":" + database.port() + "/", "clerk", password);
  }

  private void asClerk(String statement) throws SQLException {
    try (Connection connection = clerk(PASSWORD);
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  @Test
  void databasesAreReal() throws SQLException {
    make();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DEFAULT_CHARACTER_SET_NAME, SCHEMA_COMMENT"
                    + " FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'a_b'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("utf8mb4");
      assertThat(row.getString(2)).isEqualTo("orders, 订单");
    }
    assertThat(listed("/databases", "databases", "a_b").get("comment").asString())
        .isEqualTo("orders, 订单");
    assertThat(listed("/databases", "databases", "archive-1").get("charset").asString())
        .isEqualTo("utf8");
    done(202, "PUT", "/databases/comment", "{'databases':[{'name':'a_b','comment':'none'}]}");
    assertThat(listed("/databases", "databases", "a_b").get("comment").asString())
        .isEqualTo("none");
    done(202, "DELETE", "/databases", "{'databases':['axb']}");
    assertThatThrownBy(() -> listed("/databases", "databases", "axb"))
        .hasMessageContaining("has no axb");
  }

  @Test
  void anAccountReadsOrWritesTheDatabaseThatItWasGivenAndNoOther() throws SQLException {
    make();
    database.run("CREATE TABLE a_b.t (n INT)", "CREATE TABLE axb.t (n INT)");
    grant("true");
    asClerk("SELECT * FROM a_b.t");
    assertThatThrownBy(() -> asClerk("INSERT INTO a_b.t VALUES (1)"))
        .hasMessageContaining("denied");
    assertThatThrownBy(() -> asClerk("SELECT * FROM axb.t")).hasMessageContaining("denied");
    assertThat(listed("/db-users", "users", "clerk").at("/databases/0/readonly").booleanValue())
        .isTrue();
    grant("false");
    asClerk("INSERT INTO a_b.t VALUES (1)");
    assertThatThrownBy(() -> asClerk("SELECT * FROM axb.t")).hasMessageContaining("denied");
    assertThat(listed("/databases", "databases", "a_b").at("/users/0/name").asString())
        .isEqualTo("clerk");
    grant("true");
    assertThatThrownBy(() -> asClerk("INSERT INTO a_b.t VALUES (1)"))
        .hasMessageContaining("denied");
    done(
        202,
        "DELETE",
        "/db-users/privilege",
        "{'users':[{'name':'clerk','host':'%','databases':['a_b']}]}");
    assertThatThrownBy(() -> asClerk("SELECT * FROM a_b.t")).hasMessageContaining("denied");
    assertThat(listed("/db-users", "users", "clerk").get("databases")).isEmpty();
  }

  @Test
  void anAccountHasThePasswordThatItWasGivenLast() throws SQLException {
    make();
    done(
        202,
        "PUT",
        "/db-users/password",
        "{'users':[{'name':'clerk','host':'%','password':'" + OTHER + "'}]}");
    assertThatThrownBy(() -> clerk(PASSWORD)).hasMessageContaining("denied");
    clerk(OTHER).close();
    done(202, "DELETE", "/db-users", "{'users':[{'name':'clerk','host':'%'}]}");
    assertThatThrownBy(() -> clerk(OTHER)).hasMessageContaining("denied");
  }

  @Test
  void whatIsNotATenantsIsOutOfReach() {
    make();
    for (String name : List.of("mysql", "SYS", "information_schema", "a`b", "a b", "../x", "")) {
      assertThat(
              send(
                  "POST",
                  "/databases",
                  "{'databases':[{'name':'" + name + "','character_set':'utf8'}]}"))
          .as(name)
          .returns(400, Answer::status);
      assertThat(send("DELETE", "/databases", "{'databases':['" + name + "']}"))
          .as(name)
          .returns(400, Answer::status);
    }
    for (String name : List.of("root", "coffer", "ROOT", "mysql", "PUBLIC", "a@b", "x y")) {
      String user = "{'users':[{'name':'" + name + "','host':'%','password':'" + PASSWORD + "'}]}";
      assertThat(send("POST", "/db-users", user)).as(name).returns(400, Answer::status);
      assertThat(send("PUT", "/db-users/password", user)).as(name).returns(400, Answer::status);
      assertThat(send("DELETE", "/db-users", user)).as(name).returns(400, Answer::status);
    }
    assertThat(
            send(
                "POST",
                "/databases",
                "{'databases':[{'name':'never','character_set':'utf8; DROP DATABASE a_b'}]}"))
        .returns(400, Answer::status);
    listed("/databases", "databases", "a_b");
  }

  @Test
  void badInputChangesNothing() {
    make();
    assertThat(
            send(
                "POST",
                "/databases",
                "{'databases':[{'name':'never','character_set':'utf8'},"
                    + "{'name':'a_b','character_set':'utf8'}]}"))
        .returns(400, Answer::status)
        .satisfies(answer -> assertThat(answer.message()).contains("a_b exists already"));
    assertThatThrownBy(() -> listed("/databases", "databases", "never"))
        .hasMessageContaining("has no never");
    assertThat(
            send(
                "POST", "/databases", "{'databases':[{'name':'never','character_set':'klingon'}]}"))
        .returns(400, Answer::status)
        .satisfies(answer -> assertThat(answer.message()).contains("klingon"));
  }

  @Test
  void whereSqlChangedTheAdministratorsPasswordTheRefusalSaysSo() throws SQLException {
    database.run("ALTER USER 'root'@'localhost' IDENTIFIED BY '" + OTHER + "'");
    try {
      assertThat(
              send("POST", "/databases", "{'databases':[{'name':'never','character_set':'utf8'}]}"))
          .returns(400, Answer::status)
          .satisfies(answer -> assertThat(answer.message()).contains("changed by SQL"));
    } finally {
      database.run("ALTER USER 'root'@'localhost' IDENTIFIED BY '" + Cloud.PASSWORD + "'");
    }
  }
}
