package dev.coffer.agent.postgresql;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Adoption;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Endpoint;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Id;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.host.Ports;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.ControlRole;
import dev.coffer.agent.postgresql.server.NewNode;
import dev.coffer.agent.postgresql.server.NodeFiles;
import dev.coffer.agent.postgresql.server.Programs;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.agent.warehouse.NodeRestore;
import dev.coffer.agent.warehouse.Rejoining;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The nodes of our own. Callers see to it that requests on one node take turns. */
public final class Nodes {
  private static final int FIRST_PORT = 15306;
  private static final int LAST_PORT = 17305;

  private final Path home;
  private final Adoptable adoptable;
  private final Cages cages;
  private final BindAddresses addresses;
  private final Ports ports;

  public Nodes(Path home, Cages cages, Adoptable adoptable, BindAddresses addresses) {
    this.addresses = addresses;
    this.adoptable = adoptable;
    this.cages = cages;
    this.home = home.toAbsolutePath().normalize();
    this.ports = new Ports(this.home, FIRST_PORT, LAST_PORT);
  }

  /** Makes and starts a node; without success nothing remains. */
  public Instance provision(NodeOrder order) throws IOException {
    return provision(order, ON_THE_DISK);
  }

  /** Makes and starts a node on a sealed volume; without success nothing remains. */
  public Instance provision(NodeOrder order, VolumeKey key) throws IOException {
    return provision(order, onVolume(key));
  }

  /** Makes and starts a node of the captured data of another; without success nothing remains. */
  public Instance restore(NodeRestore restore, Restored restored) throws IOException {
    var programs = Programs.of(restore.version());
    return make(
        restore.order(),
        programs,
        restore.volumeKey().map(Nodes::onVolume).orElse(ON_THE_DISK),
        files -> {
          var data = files.place().data();
          restored.into(new Archive(files.cage().writing(data).withoutNetwork(), data));
          NewNode.complete(files);
          NewNode.isolate(files, programs);
        });
  }

  /** Unpacks captured data. */
  public interface Restored {
    void into(Archive data) throws IOException;
  }

  private interface Preparation {
    void prepare(NodeFiles files) throws IOException;
  }

  private static final Preparation ON_THE_DISK = files -> {};

  private static Preparation onVolume(VolumeKey key) {
    return files -> {
      // What follows may take hours.
      try (SecretBytes _ = key.dataKey()) {
        files.engineVolume().prepare(key);
      }
      files.markSealed();
    };
  }

  private interface Filling {
    void fill(NodeFiles files) throws IOException;
  }

  private Instance provision(NodeOrder order, Preparation preparation) throws IOException {
    var programs = Programs.newest();
    return make(
        order,
        programs,
        preparation,
        files -> new NewNode(programs, files).fill(Account.superuser(order.superuserSecret())));
  }

  /** Fails as taken where a node could not listen. */
  public void requireFree(Endpoint endpoint) throws IOException {
    Files.createDirectories(home);
    ports.requireFree(addresses.of(endpoint.exposure()), endpoint.port());
  }

  private Instance make(
      NodeOrder order, Programs programs, Preparation preparation, Filling filling)
      throws IOException {
    Files.createDirectories(home);
    var files = files(order.nodeId());
    if (files.exist()) {
      throw new AgentFailure(Reason.INSTANCE_EXISTS, "there is a node " + order.nodeId());
    }
    String address = addresses.of(order.exposure());
    int port = ports.reserve(address, order.port());
    boolean made = false;
    try {
      remove(files);
      files.create();
      preparation.prepare(files);
      files.createData(files.place());
      filling.fill(files);
      new Settings(address, port, programs.version()).write(files.directory());
      var node = new Node(files);
      node.start();
      made = true;
      return node.inspect();
    } finally {
      ports.release(port);
      if (!made) {
        remove(files);
      }
    }
  }

  public Adoption adopt(ForeignPlace place, Superuser.Given superuser) throws IOException {
    var listed = adoptable.require(place);
    var adoption = AdoptionCheck.of(place, superuser);
    listed.requireUnchanged();
    return adoption;
  }

  /** From its next start on, for a node that was made before that was done. */
  public void keepControl(NodeAccess access) throws IOException {
    var files = files(access.nodeId());
    if (files.exist()
        && files.origin().isEmpty()
        && access.superuser() instanceof Superuser.Own(SecretBytes secret)) {
      new ControlRole(files).writeAbsent(Account.superuser(secret));
    }
  }

  /** Why a node that another user runs could not be captured; none where it is one of ours. */
  public List<String> obstaclesToCapture(NodeAccess access) throws IOException {
    var takeover = takeover(access);
    return takeover.isPresent() ? takeover.get().obstaclesToCapture() : List.of();
  }

  /** Empty where the node is one of ours. */
  public Optional<Takeover> takeover(NodeAccess access) throws IOException {
    var files = files(access.nodeId());
    if (access.foreign().isEmpty() || files.exist()) {
      return Optional.empty();
    }
    var place = access.foreign().get();
    var listed = adoptable.require(place);
    return Optional.of(new Takeover(files, place, listed, Account.of(access.superuser())));
  }

  /** One of ours, or one that another user runs as it is now. */
  Node at(NodeAccess access) throws IOException {
    var takeover = takeover(access);
    return takeover.isPresent() ? takeover.get().look() : existing(access.nodeId());
  }

  public Optional<Instance> inspect(String nodeId) throws IOException {
    var files = files(nodeId);
    return files.exist() ? Optional.of(new Node(files).inspect()) : Optional.empty();
  }

  public Instance start(String nodeId) throws IOException {
    var node = existing(nodeId);
    node.start();
    return node.inspect();
  }

  public Instance stop(String nodeId) throws IOException {
    var node = existing(nodeId);
    node.stop();
    return node.inspect();
  }

  public Instance restart(String nodeId) throws IOException {
    existing(nodeId).stopServer();
    return start(nodeId);
  }

  public void unlock(String nodeId, SecretBytes dataKey) throws IOException {
    existing(nodeId).unlock(dataKey);
  }

  /** Returns whether there was one. */
  public boolean destroy(String nodeId) throws IOException {
    var files = files(nodeId);
    boolean existed = files.exist();
    remove(files);
    return existed;
  }

  public void federate(Federation federation) throws IOException {
    new Federating(federation.secrets(), federation.database())
        .run(existing(federation.coordinatorId()), existing(federation.dataNodeIds()));
  }

  public void rejoin(Rejoining rejoining) throws IOException {
    new Rejoin(rejoining)
        .run(existing(rejoining.coordinatorId()), existing(rejoining.dataNodeIds()));
  }

  /** Nodes that were restored of another's cluster, with the account of all. */
  public void join(List<NodeAccess> accesses) throws IOException {
    var nodes = existing(accesses.stream().map(NodeAccess::nodeId).toList());
    for (var node : nodes) {
      if (node.files().origin().isPresent()) {
        throw new AgentFailure(
            Reason.ENGINE_FAILED, "node %s was adopted, not restored".formatted(node.files().id()));
      }
    }
    CitusFederation.joinRestored(nodes, Account.of(accesses.getFirst().superuser()));
  }

  /** Of a node of ours, or where another user runs it. */
  public void endPrepared(NodeAccess access, Account superuser) throws IOException {
    new CitusFederation(List.of(at(access)), superuser).endPrepared();
  }

  private List<Node> existing(List<String> nodeIds) throws IOException {
    var found = new ArrayList<Node>();
    for (var nodeId : nodeIds) {
      found.add(existing(nodeId));
    }
    return found;
  }

  private void remove(NodeFiles files) throws IOException {
    if (files.exist()) {
      new Node(files).kill();
    } else if (Files.isDirectory(files.directory())) {
      files.cage().end();
    }
    files.engineVolume().remove();
    files.delete();
  }

  public Node existing(String nodeId) throws IOException {
    var files = files(nodeId);
    if (!files.exist()) {
      throw new AgentFailure(Reason.INSTANCE_UNKNOWN, "there is no node " + nodeId);
    }
    return new Node(files);
  }

  public Path home() {
    return home;
  }

  public Ports ports() {
    return ports;
  }

  public NodeFiles files(String nodeId) throws IOException {
    return NodeFiles.in(home.resolve(Id.require(nodeId)), cages);
  }
}
