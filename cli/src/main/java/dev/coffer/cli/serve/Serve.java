package dev.coffer.cli.serve;

import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.link.UnixLink;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.cli.secret.RootPassphrase;
import dev.coffer.cli.secret.Secrets;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CannotStart;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import dev.coffer.server.http.TlsFiles;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Runs the server, everything embedded, until SIGTERM.",
      "Prints 'coffer ready URL' once it answers. The first start writes DIR/server/bootstrap.json"
          + " with the first user, project and access key."
    },
    mixinStandardHelpOptions = true)
public final class Serve implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description =
          "Where everything is kept; made if missing. The engines' user must be able to reach it.")
  private Path data;

  @Option(
      names = "--database",
      paramLabel = "FILE",
      description =
          "Use a PostgreSQL database as control database instead of a file in DIR. FILE is JSON"
              + " with url (jdbc:postgresql://HOST/NAME), user and password, closed to others.")
  private @Nullable Path database;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8640",
      converter = Listen.Converter.class,
      description = "Where to listen, default ${DEFAULT-VALUE}; port 0 takes a free one.")
  private Listen listen;

  @Option(
      names = "--region",
      paramLabel = "NAME",
      defaultValue = "cn-north-4",
      description = "The region that clients name, default ${DEFAULT-VALUE}.")
  private String region;

  @Option(
      names = "--compression",
      paramLabel = "none|zstd",
      defaultValue = "zstd",
      description = "How backups are compressed before they are sealed, default ${DEFAULT-VALUE}.")
  private Compression compression;

  @Option(
      names = "--stop-instances",
      description =
          "Stop the engines it made with the server; without this they outlive it and are found"
              + " again by the next start.")
  private boolean stopInstances;

  @Option(
      names = "--audit-hash",
      paramLabel = "sha_256|sm3",
      defaultValue = "sha_256",
      description =
          "The hash function of the audit log's MAC, default ${DEFAULT-VALUE}; a log that has begun"
              + " keeps its own.")
  private HashFunction auditHash;

  @Option(
      names = "--audit-keep",
      paramLabel = "DAYS",
      defaultValue = "400",
      description =
          "For how many days events stay in the audit log at least, default ${DEFAULT-VALUE}; for"
              + " ever where it is 0.")
  private int auditDays;

  @Option(
      names = "--rate-limit",
      paramLabel = "CALLS",
      defaultValue = "0",
      description =
          "How many calls of one operation a caller may make in a second; none are refused for it"
              + " where it is 0, the default.")
  private int callsPerSecond;

  @Option(
      names = "--kms",
      paramLabel = "FILE",
      description =
          "The account of another KMS that speaks the same API (endpoint, project_id, access_key,"
              + " secret_key as JSON, mode 0600): its keys can be named beside this server's own.")
  private @Nullable Path otherKms;

  @Option(
      names = "--adoptable",
      paramLabel = "FILE",
      description =
          "The engines of this host that may be adopted, as a JSON array; read anew for each use."
              + " None may without it.")
  private @Nullable Path adoptable;

  @Option(
      names = "--backup-lock-wait",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "How long a backup of a MariaDB waits for a lock that a connection holds, default"
              + " ${DEFAULT-VALUE}; it fails then and names the connection.")
  private int lockWaitSeconds;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description =
          "Listen with TLS: the PEM file of the certificate and those that lead to its root. A"
              + " replaced file counts from the next connection on.")
  private @Nullable Path tlsCertificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The PEM file of the certificate's private key, not encrypted.")
  private @Nullable Path tlsKey;

  @Option(
      names = "--separate-duties",
      description =
          "Key administrators, operators and auditors exclude each other, and what is one's duty"
              + " nobody else does.")
  private boolean separateDuties;

  @Option(
      names = "--private-beta",
      description = "Open encrypted backup only to projects that were admitted to it.")
  private boolean privateBeta;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "The user that the API server runs as where this is started as root; otherwise a user"
              + " number of its own, which stays the same for DIR.")
  private @Nullable String user;

  @Option(names = "--agent", paramLabel = "SOCKET", hidden = true)
  private @Nullable Path agent;

  @Option(
      names = "--new-passphrase-file",
      paramLabel = "FILE",
      description =
          "Seal the root key under the passphrase in this file, closed to others, unless it is"
              + " already. From the next start on --passphrase-fd tells it as well.")
  private @Nullable Path newPassphrase;

  @Mixin private RootPassphrase passphrase;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Logging.tellEvents();
    if (agent == null && Confinement.isRoot()) {
      return new ServeAsRoot(spec.commandLine(), split()).run();
    }
    Given given = agent == null ? Given.here() : Given.through(agent);
    var config =
        new ServerConfig(
            data,
            Optional.ofNullable(database)
                .map(file -> DatabaseFile.read(given.file("database", file))),
            listen.host(),
            listen.port(),
            region,
            compression,
            stopInstances,
            new ServerConfig.Audit(auditHash, auditDays),
            new ServerConfig.Guard(callsPerSecond, tls(given), separateDuties, privateBeta),
            Optional.ofNullable(otherKms).map(file -> given.file("kms", file)),
            Optional.ofNullable(adoptable),
            lockWait());
    var stop = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, closed), "stop"));
    try (CofferServer server = start(config, given)) {
      spec.commandLine().getOut().println("coffer ready " + server.url());
      spec.commandLine().getOut().flush();
      stop.await();
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private Optional<TlsFiles> tls(Given given) {
    if (tlsCertificate == null && tlsKey == null) {
      return Optional.empty();
    }
    if (tlsCertificate == null || tlsKey == null) {
      throw new ParameterException(
          spec.commandLine(), "--tls-certificate and --tls-key need each other");
    }
    return Optional.of(
        new TlsFiles(
            given.renewed("tls-certificate", tlsCertificate), given.renewed("tls-key", tlsKey)));
  }

  private CofferServer start(ServerConfig config, Given given) throws Exception {
    try {
      Optional<Passphrase> next =
          Optional.ofNullable(newPassphrase)
              .map(file -> Secrets.in(given.file("new-passphrase-file", file)));
      return agent == null
          ? CofferServer.start(config, new RootAccess(passphrase.given(), next))
          : CofferServer.start(
              config, new RootAccess(given.passphrase(), next), UnixLink.to(agent));
    } catch (CannotStart | CommandFailed refusal) {
      throw new CommandFailed(given.named(String.valueOf(refusal.getMessage())), refusal);
    }
  }

  private ServeAsRoot.Options split() {
    var files = new HashMap<String, Path>();
    putIfGiven(files, "database", database);
    putIfGiven(files, "kms", otherKms);
    putIfGiven(files, "tls-certificate", tlsCertificate);
    putIfGiven(files, "tls-key", tlsKey);
    putIfGiven(files, "new-passphrase-file", newPassphrase);
    return new ServeAsRoot.Options(
        data,
        listen,
        Optional.ofNullable(user),
        files,
        Optional.ofNullable(adoptable),
        lockWait(),
        passphrase.given());
  }

  private Duration lockWait() {
    if (lockWaitSeconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--backup-lock-wait is in seconds, at least 1: " + lockWaitSeconds);
    }
    return Duration.ofSeconds(lockWaitSeconds);
  }

  private static void putIfGiven(Map<String, Path> files, String option, @Nullable Path file) {
    if (file != null) {
      files.put(option, file);
    }
  }

  // A signal ends the virtual machine when its hooks are through: the server closes before that,
  // and
  // an end that was asked for is a success.
  public static void end(CountDownLatch stop, CountDownLatch closed) {
    boolean running = stop.getCount() > 0 && closed.getCount() > 0;
    stop.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (running) {
      Runtime.getRuntime().halt(0);
    }
  }
}
