package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The servers of our own. Callers see to it that requests on one instance take turns. */
public final class Instances {
  private final Programs programs;
  private final Home home;
  private final EngineUser user = EngineUser.choose();
  private final Ports ports;

  public Instances(Programs programs, Home home) throws IOException {
    this.programs = programs;
    this.home = home;
    this.ports = new Ports(home);
    Files.createDirectories(home.directory());
    user.requireReach(home.directory());
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
    int port = ports.reserve(request.bindAddress(), request.port());
    boolean made = false;
    try {
      files.delete();
      files.create();
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

  public Instance provision(Provision request) throws IOException {
    return provision(request, data -> data.install());
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
    server.stop();
    return server.inspect();
  }

  public void destroy(String instanceId) throws IOException {
    remove(home.files(instanceId));
  }

  private void make(InstanceFiles files, Provision request, int port, Filling filling)
      throws IOException {
    var data = new DataDirectory(programs, user, files.data());
    filling.fill(data);
    user.own(files.data());
    user.own(files.temporary());
    data.setAccounts(new Accounts(request.credentials()));
    new Settings(request.bindAddress(), port, programs.serverVersion()).write(files.directory());
    server(files).start();
  }

  private void remove(InstanceFiles files) throws IOException {
    if (files.exist()) {
      server(files).stop();
    }
    files.delete();
  }

  private InstanceFiles existing(String instanceId) {
    var files = home.files(instanceId);
    if (!files.exist()) {
      throw new AgentFailure(Reason.INSTANCE_UNKNOWN, "there is no instance " + instanceId);
    }
    return files;
  }

  private Server server(InstanceFiles files) throws IOException {
    return new Server(programs, user, files);
  }
}
