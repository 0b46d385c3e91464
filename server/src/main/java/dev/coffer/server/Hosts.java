package dev.coffer.server;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Agent;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.backup.BackupRepository;
import dev.coffer.agent.backup.StoreRepository;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.link.Link;
import dev.coffer.agent.local.LocalAgent;
import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.WarehouseHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What works on this host. */
public record Hosts(Agent agent, WarehouseHost warehouse, SnapshotHost snapshots) {
  /** Makes them, told where instances get their keys. */
  public interface Maker {
    Hosts with(FileKeys keys) throws IOException;
  }

  /**
   * In this process, on a data directory.
   *
   * @param choices the operator's, of what a caller may not name
   */
  public static Maker here(DataLayout data, Choices choices) {
    return keys ->
        on(
            data,
            new StoreRepository(
                new DirectoryStore(data.backups()), new SecureRandom(), InstantSource.system()),
            choices.with(keys));
  }

  /**
   * What the operator decides.
   *
   * @param listed the file that says which engines may be adopted; none may without one
   * @param published the address that engines may be bound to beside loopback
   * @param lockWait how long a backup waits for a lock
   */
  public record Choices(Optional<Path> listed, String published, Duration lockWait) {
    private LocalAgent.Configured with(FileKeys keys) {
      return new LocalAgent.Configured(
          keys, adoptable(listed), new BindAddresses(published), lockWait);
    }
  }

  /** The same, with the store in a process of its own. */
  public static Maker withWorker(DataLayout data, Choices choices, BackupRepository repository) {
    return keys -> on(data, repository, choices.with(keys));
  }

  private static Hosts on(
      DataLayout data, BackupRepository repository, LocalAgent.Configured configured)
      throws IOException {
    var warehouse =
        new LocalWarehouseHost(data.clusters(), configured.adoptable(), configured.addresses());
    return new Hosts(
        new LocalAgent(data.instances(), repository, configured, InstantSource.system()),
        warehouse,
        warehouse.snapshots(repository));
  }

  private static Adoptable adoptable(Optional<Path> listed) {
    try {
      return listed.isEmpty() ? Adoptable.NOTHING : Adoptable.listedIn(listed.get());
    } catch (IOException unusable) {
      throw new CannotStart(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  static Hosts behind(Link link) {
    return new Hosts(link.agent(), link.warehouse(), link.snapshots());
  }
}
