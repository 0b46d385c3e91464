package dev.coffer.agent.worker;

import dev.coffer.agent.backup.StoreRepository;
import dev.coffer.agent.cage.Uids;
import dev.coffer.agent.link.LinkServer;
import dev.coffer.agent.link.UnixLink;
import dev.coffer.agent.linux.ProcessMemory;
import dev.coffer.agent.store.DirectoryStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/** The worker's program: serves the agent until its standard input ends. */
final class Worker {
  /** What it writes once it can be asked. */
  static final String READY = "ready";

  private static final int AGENT = 0;

  private Worker() {}

  /**
   * Runs it.
   *
   * @param arguments the store, the socket to listen at, and the directory of the pipes
   */
  public static void main(String[] arguments) throws IOException {
    ProcessMemory.hide();
    var store = new DirectoryStore(Path.of(arguments[0]));
    // Only what a worker that died has begun: there is one at a time.
    store.removePartials();
    var repository = new StoreRepository(store, new SecureRandom(), InstantSource.system());
    var sealer = new StoreSealer(repository, Path.of(arguments[2]));
    var server = new LinkServer(Map.of(Sealer.class, sealer));
    int group = Uids.ourselves().group();
    try (var _ = UnixLink.listen(Path.of(arguments[1]), server, AGENT, group);
        var output = new FileOutputStream(FileDescriptor.out)) {
      output.write((READY + "\n").getBytes(StandardCharsets.UTF_8));
      while (System.in.read() >= 0) {
        // Nothing is said here; its end is the agent's.
      }
    }
    System.exit(0);
  }
}
