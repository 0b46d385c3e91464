package dev.coffer.agent.postgresql.conversion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.postgresql.Nodes;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of a real node whose tables belong to an ordinary role. */
@Tag("engine")
final class StructureCheckTest {
  private static final Account SUPERUSER = Account.superuser(secret());

  private Path home;
  private Nodes nodes;
  private Instance made;

  @BeforeEach
  void provision() throws IOException {
    home = EngineHome.create();
    nodes = new Nodes(home, Cages.beside(home), Adoptable.NOTHING, BindAddresses.LOOPBACK_ONLY);
    made = nodes.provision(new NodeOrder("node", Exposure.LOOPBACK, OptionalInt.empty(), secret()));
    try (var session = nodes.existing("node").session(Session.FIRST_DATABASE, SUPERUSER)) {
      session.run("CREATE ROLE tenant LOGIN PASSWORD 'tenant'");
      session.run("GRANT CREATE ON SCHEMA public TO tenant");
      session.run("SET ROLE tenant");
      session.run("CREATE TABLE public.locked AS SELECT n FROM generate_series(1, 1000) n");
      session.run("CREATE TABLE public.locked_too (n int PRIMARY KEY)");
      session.run("CREATE TABLE public.free (n int PRIMARY KEY)");
    }
  }

  @AfterEach
  void destroy() throws IOException {
    nodes.destroy("node");
    EngineHome.delete(home);
  }

  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD)
  void whatARoleKeepsLockedIsNamedAndNotWaitedForWithoutEnd() throws IOException, SQLException {
    var check = new StructureCheck(nodes.existing("node"), SUPERUSER, Session.FIRST_DATABASE);
    var url = "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(made.port());
    try (var tenant = DriverManager.getConnection(url, "tenant", "tenant");
        var statement = tenant.createStatement()) {
      statement.execute("BEGIN; LOCK TABLE locked, locked_too");
      assertThat(check.run().locked())
          .containsExactly(
              "postgres: public.locked",
              "postgres: public.locked_too",
              "postgres: public.locked_too_pkey");
    }
    assertThat(check.run().locked()).isEmpty();
  }

  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD)
  void aFunctionOfARoleThatAnIndexCallsIsNotCalled() throws IOException {
    var node = nodes.existing("node");
    var function =
        "CREATE OR REPLACE FUNCTION public.endless(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql"
            + " AS 'BEGIN %s; END'";
    try (var session = node.session(Session.FIRST_DATABASE, SUPERUSER)) {
      session.run("SET ROLE tenant");
      session.run("INSERT INTO public.free VALUES (1)");
      session.run(function.formatted("RETURN n"));
      session.run("CREATE INDEX calling ON public.free (public.endless(n))");
      session.run("CREATE INDEX folding ON public.free (pg_catalog.abs(n))");
      session.run(function.formatted("LOOP END LOOP"));
    }
    assertThat(new StructureCheck(node, SUPERUSER, Session.FIRST_DATABASE).run().calling())
        .containsExactly("postgres: public.calling");
  }

  private static SecretBytes secret() {
    return SecretBytes.copyOf("the superuser's secret".getBytes(UTF_8));
  }
}
