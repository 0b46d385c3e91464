package dev.coffer.server;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Agent;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.SnapshotHost;
import dev.coffer.agent.WarehouseHost;
import dev.coffer.agent.link.Link;
import dev.coffer.agent.local.LocalAgent;
import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
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
   * @param listed the file that says which engines may be adopted; none may without one
   */
  public static Maker here(DataLayout data, Optional<Path> listed) {
    return keys -> {
      var random = new SecureRandom();
      InstantSource clock = InstantSource.system();
      var store = new DirectoryStore(data.backups());
      Adoptable adoptable = adoptable(listed);
      var warehouse = new LocalWarehouseHost(data.clusters(), adoptable);
      return new Hosts(
          new LocalAgent(
              data.instances(), store, new LocalAgent.Configured(keys, adoptable), random, clock),
          warehouse,
          warehouse.snapshots(store, random, clock));
    };
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
