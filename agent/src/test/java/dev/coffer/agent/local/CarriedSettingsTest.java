package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Engine;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Instance;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.envelope.v1.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Servers of others, laid out and set in ways that ours are not, and what is restored of them. */
@Tag("engine")
final class CarriedSettingsTest {
  private static final String SHOWN =
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('innodb_page_size','innodb_data_file_path',"
          + "'innodb_undo_tablespaces','lower_case_table_names','character_set_server',"
          + "'collation_server','sql_mode','event_scheduler','time_zone','log_bin','binlog_format',"
          + "'server_id','gtid_domain_id','innodb_checksum_algorithm','tx_isolation')";

  private Path home;
  private Agent agent;

  /** A layout, by the options that make it; the lists do not change. */
  @SuppressWarnings("ImmutableEnumChecker")
  enum Layout {
    SMALL_PAGES_AND_LOWER_CASE(
        List.of(),
        "--innodb-page-size=4k",
        "--innodb-data-file-path=ibdata1:8M;ibdata2:8M:autoextend",
        "--lower-case-table-names=1",
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_unicode_ci",
        "--sql-mode=ANSI_QUOTES",
        "--event-scheduler=ON"),
    DIRECTORIES_OF_THEIR_OWN_AND_GTID(
        List.of("undo", "redo"),
        "--innodb-undo-directory=${root}/undo",
        "--innodb-undo-tablespaces=3",
        "--innodb-log-group-home-dir=${root}/redo",
        "--log-bin=changes",
        "--binlog-format=ROW",
        "--server-id=41",
        "--gtid-domain-id=7",
        "--default-time-zone=+05:30"),
    DEFAULTS(List.of()),
    LARGE_PAGES(List.of(), "--innodb-page-size=64k", "--transaction-isolation=READ-COMMITTED"),
    MIDDLING_PAGES(List.of(), "--innodb-page-size=8k", "--innodb-checksum-algorithm=strict_crc32"),
    CHINESE(
        List.of(),
        "--innodb-page-size=32k",
        "--character-set-server=gbk",
        "--collation-server=gbk_chinese_ci",
        "--sql-mode=");

    private final List<String> directories;
    private final List<String> options;

    Layout(List<String> directories, String... options) {
      this.directories = directories;
      this.options = List.of(options);
    }

    List<String> options(Path root) {
      return options.stream().map(option -> option.replace("${root}", root.toString())).toList();
    }
  }

  @BeforeAll
  static void requireRoot() {
    assumeThat(Confinement.isRoot()).isTrue();
  }

  @BeforeEach
  void makeHome() throws IOException {
    home = EngineHome.create();
    agent = Running.agent(home, new MemoryStore());
  }

  @AfterEach
  void destroy() throws IOException {
    agent.destroy("copy");
    agent.destroy("again");
    EngineHome.delete(home);
  }

  @ParameterizedTest
  @EnumSource(names = {"SMALL_PAGES_AND_LOWER_CASE", "DIRECTORIES_OF_THEIR_OWN_AND_GTID"})
  void whatWasSetAndHeldIsThereAgain(Layout layout) throws Exception {
    assertCarried(layout);
  }

  @Tag("matrix")
  @ParameterizedTest
  @EnumSource(
      names = {"SMALL_PAGES_AND_LOWER_CASE", "DIRECTORIES_OF_THEIR_OWN_AND_GTID"},
      mode = Mode.EXCLUDE)
  void andSoInOtherLayouts(Layout layout) throws Exception {
    assertCarried(layout);
  }

  private void assertCarried(Layout layout) throws Exception {
    var root = home.resolveSibling("foreign");
    try (var foreign = ForeignMariaDb.start(root, layout.directories, layout.options(root));
        var connection = foreign.connect()) {
      fill(connection);
      use(foreign, layout.directories);
      agent.adopt(foreign.engine());
      agent.backup(backup("b", foreign.engine()), Watch.none());
      var copy = agent.restore(stored("b"), Running.request("copy"), Watch.none());
      assertSame(connection, copy);
      // What was restored is a source like any other, and takes them over, too.
      var own = new Engine.Own("copy", Running.secret(Running.CONTROL));
      agent.backup(backup("b2", own), Watch.none());
      assertSame(connection, agent.restore(stored("b2"), Running.request("again"), Watch.none()));
    }
  }

  private static void assertSame(Connection source, Instance copy) throws SQLException {
    try (var restored = Running.connect(copy)) {
      assertThat(pairs(restored, SHOWN)).isEqualTo(pairs(source, SHOWN));
      var sums = "CHECKSUM TABLE shop.article, shop.`Note`";
      assertThat(pairs(restored, sums)).isEqualTo(pairs(source, sums));
      assertThat(pairs(restored, "SELECT 'gtid', @@gtid_binlog_pos"))
          .isEqualTo(pairs(source, "SELECT 'gtid', @@gtid_binlog_pos"));
    }
  }

  @Test
  void whatCannotBeCarriedIsRefusedByName() throws Exception {
    var root = home.resolveSibling("foreign");
    try (var foreign =
        ForeignMariaDb.start(
            root,
            List.of("undo"),
            List.of(
                "--innodb-undo-directory=" + root.resolve("undo"),
                "--innodb-undo-tablespaces=2"))) {
      use(foreign, List.of());
      assertRefused(foreign, "innodb_undo_directory = '" + root.resolve("undo"));
      use(foreign, List.of("undo"));
      agent.adopt(foreign.engine());
      try (var connection = foreign.connect();
          var statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE d");
        statement.execute(
            "CREATE TABLE d.elsewhere (a INT) DATA DIRECTORY='%s'".formatted(root.resolve("undo")));
        assertRefused(foreign, "d/elsewhere.isl");
        statement.execute("DROP TABLE d.elsewhere");
        agent.adopt(foreign.engine());
        statement.execute("SET GLOBAL default_storage_engine = MEMORY");
        assertRefused(foreign, "default_storage_engine = 'MEMORY'");
      }
    }
  }

  @Test
  void anEncryptionPluginIsRefusedByName() throws Exception {
    var root = home.resolveSibling("foreign");
    var keys = Files.writeString(home.resolveSibling("keys"), "1;" + "ab".repeat(16) + "\n");
    try (var foreign =
        ForeignMariaDb.start(
            root,
            List.of(),
            List.of(
                "--plugin-load-add=file_key_management",
                "--loose-file-key-management-filename=" + keys))) {
      use(foreign, List.of());
      assertRefused(foreign, "encryption plugin file_key_management");
    }
  }

  private void assertRefused(ForeignMariaDb foreign, String named) {
    assertThatThrownBy(() -> agent.adopt(foreign.engine()))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_CARRIED))
        .hasMessageContaining(named);
    assertThatThrownBy(() -> agent.backup(backup("refused", foreign.engine()), Watch.none()))
        .hasMessageContaining(named);
    assertThat(agent.envelope("refused")).isEmpty();
  }

  private void use(ForeignMariaDb foreign, List<String> directories) throws IOException {
    var list =
        new OperatorsList(home.resolveSibling("adoptable.json"))
            .with("mariadb", foreign.data(), foreign.address(directories));
    agent =
        new LocalAgent(
            home,
            new MemoryStore(),
            new LocalAgent.Configured(FileKeys.NONE, list.adoptable(), BindAddresses.LOOPBACK_ONLY),
            new SecureRandom(),
            InstantSource.system());
  }

  private static void fill(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var sql :
          List.of(
              "CREATE DATABASE shop",
              "USE shop",
              "CREATE TABLE shop.article (id INT PRIMARY KEY, t VARCHAR(200), KEY (t))",
              "INSERT INTO shop.article SELECT seq, SHA2(seq, 256) FROM seq_1_to_5000",
              "CREATE TABLE shop.`Note` (id INT, t TEXT) ENGINE=MyISAM",
              "INSERT INTO shop.`Note` SELECT seq, REPEAT('n', seq) FROM seq_1_to_100")) {
        statement.execute(sql);
      }
    }
  }

  private static Map<String, String> pairs(Connection connection, String query)
      throws SQLException {
    var pairs = new TreeMap<String, String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        pairs.put(rows.getString(1), String.valueOf(rows.getString(2)));
      }
    }
    return pairs;
  }

  private static BackupRequest backup(String id, Engine engine) {
    return new BackupRequest(id, "copy", engine, Compression.ZSTD, Optional.empty());
  }

  private static StoredBackup stored(String id) {
    return new StoredBackup(id, new StoredBackup.Opening.Plain());
  }
}
