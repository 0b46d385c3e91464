package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Engine;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One MariaDB with data of every kind, shared by all tests that only read it. */
final class LiveEngine implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(Running.class, _ -> Running.start(), Running.class);
  }

  /** What a KMS would answer with: a key that its receiver closes. */
  static SecretBytes copy(SecretBytes key) {
    return key.open(SecretAccess.revealingSecrets(), SecretBytes::copyOf);
  }

  static final class Running implements AutoCloseable {
    static final String PASSWORD = "Administrator's \"pass\\word\" #1";
    static final String CONTROL = "control of source";
    static final String MARKER = "a-row-nobody-may-read-0123456789";

    final Path home;
    final Instance instance;

    private Running(Path home, Instance instance) {
      this.home = home;
      this.instance = instance;
    }

    static Running start() {
      try {
        var home = EngineHome.create();
        var instance = agent(home, new MemoryStore()).provision(request("source"));
        return loaded(new Running(home, instance));
      } catch (IOException | SQLException failure) {
        throw new IllegalStateException(failure);
      }
    }

    private static Running loaded(Running running) throws IOException, SQLException {
      boolean loaded = false;
      try {
        running.load();
        loaded = true;
        return running;
      } finally {
        if (!loaded) {
          running.close();
        }
      }
    }

    Agent agent(ObjectStore store) throws IOException {
      return agent(home, store);
    }

    Engine engine() {
      return new Engine.Own("source", secret(CONTROL));
    }

    static Agent agent(Path home, ObjectStore store) throws IOException {
      return new LocalAgent(home, store, new SecureRandom(), InstantSource.system());
    }

    static Provision request(String id) {
      return new Provision(id, Exposure.LOOPBACK, OptionalInt.empty(), credentials());
    }

    static Credentials credentials() {
      return new Credentials(secret(PASSWORD), secret(CONTROL));
    }

    static SecretBytes secret(String text) {
      return SecretBytes.copyOf(text.getBytes(UTF_8));
    }

    /** The checksum of every table of ours. */
    static Map<String, Long> checksums(Instance instance) throws SQLException {
      var checksums = new TreeMap<String, Long>();
      try (var connection = connect(instance);
          var statement = connection.createStatement();
          var rows = statement.executeQuery("CHECKSUM TABLE d.a, d.b, d.c")) {
        while (rows.next()) {
          checksums.put(rows.getString(1), rows.getLong(2));
        }
      }
      return checksums;
    }

    static void run(Instance instance, String... statements) throws SQLException {
      try (var connection = connect(instance);
          var statement = connection.createStatement()) {
        for (var sql : statements) {
          statement.execute(sql);
        }
      }
    }

    static java.sql.Connection connect(Instance instance) throws SQLException {
      var url = "jdbc:mariadb://127.0.0.1:" + instance.port() + "/";
      return DriverManager.getConnection(url, "root", PASSWORD);
    }

    private void load() throws SQLException {
      var rows = "SELECT seq, CONCAT('%s', seq), SHA2(seq, 512) FROM seq_1_to_%d";
      run(
          instance,
          "CREATE DATABASE d",
          "USE d",
          "CREATE TABLE d.a ENGINE=InnoDB AS " + rows.formatted(MARKER, 60_000),
          "CREATE TABLE d.b (PRIMARY KEY (seq)) ENGINE=InnoDB AS " + rows.formatted(MARKER, 10_000),
          "CREATE TABLE d.c ENGINE=MyISAM AS " + rows.formatted(MARKER, 1_000));
    }

    @Override
    public void close() throws IOException {
      agent(new MemoryStore()).destroy("source");
      EngineHome.delete(home);
    }
  }
}
