package dev.coffer.acceptance;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the one server of its process that all tests share which leave it in good order. It
 * ends with the process: Surefire runs each class on its own where there are several processes, so
 * what JUnit keeps is gone after every class.
 */
final class SharedCoffer implements ParameterResolver {
  private static @Nullable Shared shared;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Shared.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared();
  }

  private static synchronized Shared shared() {
    Shared known = shared;
    if (known == null) {
      Shared started = Shared.start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::close, "end of the shared server"));
      shared = started;
      return started;
    }
    return known;
  }

  /** The server, an instance with data whose backups are encrypted, and a plain cluster. */
  static final class Shared {
    /** A second project of the same domain, under an id that every test knows. */
    static final String OTHER_PROJECT = "f".repeat(32);

    final ServerHome home;
    final RunningCoffer coffer;
    final Account account;
    final Cloud cloud;
    final String keyId;
    final String instanceId;
    final Warehouse warehouse;
    final Map<String, Long> checksums;
    final String expiredToken;

    private Shared(ServerHome home, RunningCoffer coffer, String expiredToken) throws SQLException {
      this.expiredToken = expiredToken;
      this.home = home;
      this.coffer = coffer;
      this.account = coffer.account();
      this.cloud = coffer.cloud();
      this.keyId = cloud.createKey("shared", KeySpecEnum.AES_256);
      this.instanceId = cloud.createInstance("shared");
      this.warehouse =
          Warehouse.create(account, Warehouse.order("shared", Warehouse.freePort()).withNumNode(1));
      Database database = cloud.database(instanceId);
      database.load();
      this.checksums = database.checksums();
      cloud.turnOn(instanceId, keyId);
    }

    private static Shared start() {
      ServerHome home = ServerHome.create();
      RunningCoffer coffer = null;
      boolean started = false;
      try {
        String token = startOnce(home);
        alter(home);
        coffer = RunningCoffer.start(home);
        var shared = new Shared(home, coffer, token);
        started = true;
        return shared;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      } finally {
        if (!started) {
          close(home, coffer);
        }
      }
    }

    private static String startOnce(ServerHome home) {
      try (RunningCoffer first = RunningCoffer.start(home)) {
        return Wire.to(first.url()).token(first.account());
      }
    }

    // What would take a day, or have an id of its own choice, is written into the database of the
    // stopped server.
    private static void alter(ServerHome home) throws SQLException {
      try (Connection database =
              DriverManager.getConnection("jdbc:sqlite:" + home.controlDatabase());
          Statement statement = database.createStatement()) {
        statement.execute("UPDATE iam_token SET expires_at = issued_at");
        statement.execute(
            "INSERT INTO iam_project (id, domain_id, name, created_at) SELECT '"
                + OTHER_PROJECT
                + "', id, 'another', created_at FROM iam_domain");
      }
    }

    private void close() {
      close(home, coffer);
    }

    private static void close(ServerHome home, @Nullable RunningCoffer coffer) {
      try (home) {
        if (coffer != null) {
          coffer.close();
        }
      }
    }
  }
}
