package dev.coffer.agent.postgresql.citus;

import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.postgresql.singleuser.SingleUserServer;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Citus that a server of this host can load.
 *
 * @param version as the server tells it, such as 13.2-1
 * @param listsOutputPlugins whether the server decodes its log through plugins that are listed only
 */
public record Extension(String version, boolean listsOutputPlugins) {
  public static final String NAME = "citus";

  private static final System.Logger LOG = System.getLogger(Extension.class.getName());
  private static final Path EXTENSIONS = Path.of("/usr/share/postgresql");
  private static final Pattern VERSION = Pattern.compile("default_version = \"([^\"]+)\"");
  private static final Pattern OUTPUT_PLUGINS = Pattern.compile("listed = \"t\"");

  private static final String QUESTION =
      """
      SELECT default_version FROM pg_available_extensions WHERE name = 'citus'
      SELECT EXISTS (SELECT FROM pg_settings WHERE name = 'output_plugin_libraries') AS listed
      """;

  /** Whether it is among the extensions of the distribution's server of a major version. */
  public static boolean isAvailable(int major) {
    return isAvailable(EXTENSIONS, major);
  }

  static boolean isAvailable(Path extensions, int major) {
    return Files.isRegularFile(
        extensions
            .resolve(Integer.toString(major))
            .resolve("extension")
            .resolve(NAME + ".control"));
  }

  /**
   * Asks a server that loads it first, for itself alone, in a data directory that no server serves.
   * Empty where it does not start so, which is logged: the host's operator wanted Citus.
   *
   * @param cage sees the data directory
   */
  public static Optional<Extension> ask(Cage cage, Path server, Path data) throws IOException {
    var alone = new SingleUserServer(cage, server, data, List.of());
    try {
      return told(alone.and("-c", "shared_preload_libraries=" + NAME).run("template1", QUESTION));
    } catch (ProcessFailed refused) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Citus is installed and not used: a server that loads it does not start",
          refused);
      return Optional.empty();
    }
  }

  static Optional<Extension> told(List<String> said) {
    var all = String.join("\n", said);
    var version = VERSION.matcher(all);
    return version.find()
        ? Optional.of(new Extension(version.group(1), OUTPUT_PLUGINS.matcher(all).find()))
        : Optional.empty();
  }

  /**
   * What a node has in its configuration, and so in every copy of it. A server without Citus takes
   * all but the first, so that a copy can be looked into with that alone left out.
   */
  public String configuration() {
    return """

        shared_preload_libraries = 'citus'
        wal_level = logical
        max_replication_slots = 20
        max_wal_senders = 20
        max_worker_processes = 16
        max_prepared_transactions = 400
        citus.recover_2pc_interval = '5s'
        # Nodes meet at sockets. With another value CREATE EXTENSION makes a certificate.
        citus.node_conninfo = 'sslmode=disable'
        citus.enable_statistics_collection = off
        """
        + (listsOutputPlugins
            ? "output_plugin_libraries = 'pgoutput, test_decoding, citus'\n"
            : "");
  }
}
