package dev.coffer.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.link.Carrier;
import dev.coffer.agent.link.Link;
import dev.coffer.server.audit.Anchor;
import dev.coffer.server.audit.AuditLog;
import dev.coffer.server.audit.KeyUses;
import dev.coffer.server.audit.UnusableAuditLog;
import dev.coffer.server.http.HttpServer;
import dev.coffer.server.http.TlsFiles;
import dev.coffer.server.http.UnusableCertificate;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.duty.DutiesConflict;
import dev.coffer.server.id.Ids;
import dev.coffer.server.instance.FileEncryption;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootAccess;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.remotekms.UnusableRemoteAccount;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.UnusableDatabase;
import dev.coffer.server.wire.Operation;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server with everything embedded. Closing it lets running requests end first. */
public final class CofferServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CofferServer.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Operation<?>> operations;
  private final HttpServer http;

  /** Starts a server whose root key needs no passphrase. */
  public static CofferServer start(ServerConfig config) throws IOException {
    return start(config, RootAccess.by(Passphrase.none()));
  }

  /**
   * Starts a server on its data directory and returns when it answers.
   *
   * @param root what opens the root key; asked for where it needs something
   * @throws CannotStart where the operator has to do something first
   */
  public static CofferServer start(ServerConfig config, RootAccess root) throws IOException {
    var layout = new DataLayout(config.data());
    return started(
        config,
        () ->
            new CofferServer(
                config,
                root,
                DataDirectory.take(layout),
                Hosts.here(
                    layout,
                    new Hosts.Choices(config.adoptable(), config.host(), config.lockWait()))));
  }

  /**
   * Starts a server on what its agent made for it of the data directory, which has all engines and
   * the store.
   *
   * @throws CannotStart where the operator has to do something first
   */
  public static CofferServer start(ServerConfig config, RootAccess root, Carrier agent)
      throws IOException {
    var layout = new DataLayout(config.data());
    return started(
        config,
        () ->
            new CofferServer(
                config,
                root,
                DataDirectory.takeServer(layout),
                keys -> Hosts.behind(new Link(agent, keys))));
  }

  private interface Starting {
    CofferServer start() throws IOException;
  }

  private static CofferServer started(ServerConfig config, Starting starting) throws IOException {
    try {
      return starting.start();
    } catch (UnusableDatabase
        | UnusableKeyRing
        | UnusableAuditLog
        | UnusableRemoteAccount
        | UnusableCertificate
        | DutiesConflict
        | AgentFailure refusal) {
      throw new CannotStart(String.valueOf(refusal.getMessage()), refusal);
    } catch (JavalinBindException refusal) {
      throw new CannotStart(
          "cannot listen on " + config.host() + ":" + config.port() + ": it is in use or not ours",
          refusal);
    }
  }

  private CofferServer(ServerConfig config, RootAccess root, DataDirectory held, Hosts.Maker maker)
      throws IOException {
    boolean started = false;
    keep(held);
    try {
      var random = new SecureRandom();
      InstantSource clock = InstantSource.system();
      Path own = new DataLayout(config.data()).server();
      ControlDatabase database =
          keep(
              config
                  .control()
                  .map(ControlDatabase::postgresql)
                  .orElseGet(() -> ControlDatabase.sqlite(own.resolve("control.db"))));
      Kms kms = keep(Kms.start(own, root, database, random, clock));
      Iam iam =
          keep(
              Iam.open(
                  database.jdbi(),
                  kms.seal("iam"),
                  random,
                  clock,
                  config.guard().separateDuties()));
      AuditLog audit = audit(config, database, kms, clock);
      var fileEncryption = new FileEncryption(database.jdbi(), kms, keep(kms.seal("file keys")));
      Hosts hosts = maker.with(fileEncryption);
      var services =
          keep(
              new Services(
                  config, database, kms, iam, audit, fileEncryption, hosts, random, clock));
      services.start();
      operations = services.operations();
      http =
          keep(
              HttpServer.start(
                  new HttpServer.Address(config.host(), config.port(), config.guard().tls()),
                  new HttpServer.Parts(
                      operations,
                      iam.gatekeeper(),
                      audit,
                      new Ids(random)::hex,
                      clock,
                      config.guard().callsPerSecond())));
      fileEncryption.serveAt(
          new FileEncryption.Endpoint(
              http.urlForEngines(), config.guard().tls().map(TlsFiles::certificate)));
      services.supervise();
      warnOfRootKey(own);
      announce(iam, new BootstrapFile(own.resolve("bootstrap.json")), config.region());
      started = true;
    } finally {
      if (!started) {
        closeAll();
      }
    }
  }

  private static void warnOfRootKey(Path keys) {
    if (RingStorage.isInTheClear(keys)) {
      LOG.warn(
          "the root key lies in the clear beside the key ring in {}: who reads both has every"
              + " key. Seal it under a passphrase by starting once with --new-passphrase-file, or"
              + " keep it in a token (coffer root rotate --token)",
          keys);
    }
  }

  // The log is remembered by the database when it begins, and as it ends with this run.
  private AuditLog audit(
      ServerConfig config, ControlDatabase database, Kms kms, InstantSource clock)
      throws IOException {
    var anchor = new Anchor(database.jdbi());
    AuditLog audit =
        keep(
            AuditLog.open(
                new DataLayout(config.data()).server().resolve("audit"),
                anchor.head(),
                config.audit().hash(),
                kms::secret));
    keep(() -> anchor.remember(audit.sync()));
    kms.watch(new KeyUses(audit, clock)::used);
    return audit;
  }

  private void announce(Iam iam, BootstrapFile file, String region) {
    if (iam.bootstrap(region, account -> file.write(url(), account)).isEmpty()) {
      file.follow(url());
    }
  }

  /** The table of operations that it answers. */
  public List<Operation<?>> operations() {
    return operations;
  }

  /** The address that clients use. */
  public String url() {
    return http.url();
  }

  @Override
  public void close() throws IOException {
    closeAll();
  }

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  // Last opened, first closed; what fails to close does not keep the rest from closing.
  private void closeAll() throws IOException {
    IOException failed = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failed = failed == null ? new IOException("could not close everything", e) : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
