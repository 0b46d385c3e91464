package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Engine;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.host.Ports;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.volume.EngineVolume;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The servers of our own. Callers see to it that requests on one instance take turns. */
public final class Instances {
  private static final int FIRST_PORT = 13306;
  private static final int LAST_PORT = 15305;
  private static final System.Logger LOG = System.getLogger(Instances.class.getName());

  private final Programs programs;
  private final Home home;
  private final BindAddresses addresses;
  private final Ports ports;
  private final FileKeys keys;

  public Instances(Programs programs, Home home, BindAddresses addresses, FileKeys keys)
      throws IOException {
    this.programs = programs;
    this.home = home;
    this.addresses = addresses;
    this.keys = keys;
    this.ports = new Ports(home.directory(), FIRST_PORT, LAST_PORT);
    Files.createDirectories(home.directory());
  }

  /** What fills the data directory of a new instance. */
  public interface Filling {
    void fill(DataDirectory data) throws IOException;
  }

  /** Makes an instance whose data directory the filling makes; without success nothing remains. */
  public Instance provision(Provision request, Filling filling) throws IOException {
    var files = home.files(request.instanceId());
    if (files.exist()) {
      throw new AgentFailure(
          Reason.INSTANCE_EXISTS, "there is an instance " + request.instanceId());
    }
    int port = ports.reserve(addresses.of(request.exposure()), request.port());
    boolean made = false;
    try {
      remove(files);
      files.create();
      seal(files);
      files.createPlaces();
      make(files, request, port, filling);
      made = true;
      return inspect(request.instanceId()).orElseThrow();
    } finally {
      ports.release(port);
      if (!made) {
        remove(files);
      }
    }
  }

  // Before anything else lies in the instance's directory.
  private void seal(InstanceFiles files) throws IOException {
    var key = keys.volume(files.id());
    if (key.isPresent()) {
      if (!EngineVolume.canBeOpened()) {
        throw new AgentFailure(Reason.VOLUME_REFUSED, "volumes need root and /dev/fuse");
      }
      try (SecretBytes _ = key.get().dataKey()) {
        files.volume().prepare(key.get());
      }
    }
  }

  public Instance provision(Provision request) throws IOException {
    return provision(request, DataDirectory::install);
  }

  /**
   * Replaces the data of an instance by what the filling makes, and starts it. Where the new data
   * does not serve, the old is put back.
   */
  public Instance replace(String instanceId, Credentials credentials, Filling filling)
      throws IOException {
    var files = existing(instanceId);
    var server = server(files);
    try {
      files.createFresh();
      fill(files, files.fresh(), credentials, filling);
      server.stop();
      files.swap();
      startOrPutBack(files, server);
      return server.inspect();
    } finally {
      files.deleteFresh();
    }
  }

  private static void startOrPutBack(InstanceFiles files, Server server) throws IOException {
    boolean started = false;
    try {
      server.start();
      started = true;
    } finally {
      if (!started) {
        server.stop();
        files.swap();
        server.start();
      }
    }
  }

  /** A way into an instance that runs; the caller closes it. */
  public Access access(Engine.Own engine) throws IOException {
    var files = running(engine.instanceId());
    return Access.to(files, engine.controlSecret(), ServerOptions.of(keys, files));
  }

  /** A way into an instance that runs, as its administrator, which says the statement at once. */
  public Access saying(String statement, String instanceId, SecretBytes administratorPassword)
      throws IOException {
    var files = running(instanceId);
    return Access.saying(statement, files, administratorPassword, ServerOptions.of(keys, files));
  }

  private InstanceFiles running(String instanceId) throws IOException {
    var files = existing(instanceId);
    if (server(files).inspect().state() != Instance.State.RUNNING) {
      throw new AgentFailure(
          Reason.INSTANCE_NOT_RUNNING, "instance " + files.id() + " is not running");
    }
    return files;
  }

  /** What a backup of an instance that runs reads; the caller closes it before the way in. */
  public BackupSource source(Engine.Own engine, Access access, LockWaitLimit lockWait)
      throws IOException {
    var former = existing(engine.instanceId()).formerLimit();
    return BackupSource.ofOwn(programs, access, former, lockWait);
  }

  /** Puts back what a backup that a crash cut short left changed. Returns whether it runs. */
  public boolean recover(Engine.Own engine) throws IOException {
    var files = home.files(engine.instanceId());
    if (!files.exist() || server(files).inspect().state() != Instance.State.RUNNING) {
      return false;
    }
    try (var access = access(engine)) {
      SpareConnections.putBack(programs, access, files.formerLimit());
    }
    return true;
  }

  /**
   * Sees to it that our account is what it was made as. Where those who use the instance took it or
   * changed it, it is brought back by a restart; there is no other way into such a server. Returns
   * whether that was needed.
   */
  public boolean reclaim(Engine.Own engine) throws IOException {
    try (var access = access(engine)) {
      if (ControlAccount.isWhole(programs, access)) {
        return false;
      }
    }
    var files = existing(engine.instanceId());
    LOG.log(
        System.Logger.Level.WARNING,
        "the account {0} of instance {1} was dropped or changed: restarting to bring it back",
        Accounts.CONTROL,
        files.id());
    var _ = renewControl(engine);
    var server = server(files);
    server.stop();
    server.start();
    return true;
  }

  /** Has our account made as it has to be at the server's next start. Returns the instance's id. */
  public String renewControl(Engine.Own engine) throws IOException {
    var files = existing(engine.instanceId());
    Accounts.writeControl(files, engine.controlSecret());
    return files.id();
  }

  public Optional<Instance> inspect(String instanceId) throws IOException {
    var files = home.files(instanceId);
    return files.exist() ? Optional.of(server(files).inspect()) : Optional.empty();
  }

  public Instance start(String instanceId) throws IOException {
    var server = server(existing(instanceId));
    server.start();
    return server.inspect();
  }

  public Instance stop(String instanceId) throws IOException {
    var server = server(existing(instanceId));
    server.stopAndLock();
    return server.inspect();
  }

  public Instance restart(String instanceId) throws IOException {
    stop(instanceId);
    return start(instanceId);
  }

  /** Returns whether there was one. */
  public boolean destroy(String instanceId) throws IOException {
    var files = home.files(instanceId);
    boolean existed = files.exist();
    remove(files);
    return existed;
  }

  private void make(InstanceFiles files, Provision request, int port, Filling filling)
      throws IOException {
    fill(files, files.data(), request.credentials(), filling);
    new Settings(addresses.of(request.exposure()), port, programs.serverVersion())
        .write(files.directory());
    server(files).start();
  }

  private void fill(InstanceFiles files, Path directory, Credentials credentials, Filling filling)
      throws IOException {
    var data = new DataDirectory(programs, files.cage(), directory, ServerOptions.of(keys, files));
    filling.fill(data);
    data.setAccounts(new Accounts(credentials));
    Accounts.writeControl(files, credentials.controlSecret());
  }

  private void remove(InstanceFiles files) throws IOException {
    if (files.exist()) {
      server(files).stopAndLock();
    }
    if (Files.isDirectory(files.directory())) {
      UncagedServer.end(files);
      files.cage().end();
    }
    files.delete();
  }

  private InstanceFiles existing(String instanceId) throws IOException {
    var files = home.files(instanceId);
    if (!files.exist()) {
      throw new AgentFailure(Reason.INSTANCE_UNKNOWN, "there is no instance " + instanceId);
    }
    files.recoverSwap();
    return files;
  }

  private Server server(InstanceFiles files) throws IOException {
    return new Server(programs, files, keys);
  }
}
