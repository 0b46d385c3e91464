package dev.coffer.agent.host;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports for instances, below the range that the kernel hands to clients. A port is reserved from
 * its choice until the instance exists or failed; after that its settings hold it, running or not.
 * The search begins at random, so that two agents on one host hardly ever choose the same port at
 * the same moment.
 */
public final class Ports {
  private final Path home;
  private final int first;
  private final int last;
  private final Set<Integer> reserved = new HashSet<>();

  /** The instances of the home hold a port each; others are chosen from first to last. */
  public Ports(Path home, int first, int last) {
    this.home = home;
    this.first = first;
    this.last = last;
  }

  public synchronized int reserve(String bindAddress, OptionalInt wanted) throws IOException {
    var address = InetAddress.getByName(bindAddress);
    var taken = taken();
    int port =
        (wanted.isPresent() ? IntStream.of(wanted.getAsInt()) : fromAnywhere())
            .filter(candidate -> !taken.contains(candidate) && isFree(address, candidate))
            .findFirst()
            .orElseThrow(() -> noneFree(bindAddress, wanted));
    reserved.add(port);
    return port;
  }

  /** Fails as taken where a server cannot listen there at this moment; reserves nothing. */
  public synchronized void requireFree(String bindAddress, int port) throws IOException {
    if (taken().contains(port) || !isFree(InetAddress.getByName(bindAddress), port)) {
      throw noneFree(bindAddress, OptionalInt.of(port));
    }
  }

  private IntStream fromAnywhere() {
    int begin = first + ThreadLocalRandom.current().nextInt(last + 1 - first);
    return IntStream.concat(IntStream.rangeClosed(begin, last), IntStream.range(first, begin));
  }

  public synchronized void release(int port) {
    reserved.remove(port);
  }

  private Set<Integer> taken() throws IOException {
    var taken = new HashSet<>(reserved);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(home)) {
      for (Path entry : entries) {
        var settings = entry.resolve(Settings.FILE);
        if (Files.isRegularFile(settings)) {
          taken.add(Settings.read(settings).port());
        }
      }
    }
    return taken;
  }

  private static boolean isFree(InetAddress address, int port) {
    try (var socket = new ServerSocket(port, 1, address)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private AgentFailure noneFree(String bindAddress, OptionalInt wanted) {
    var ports = wanted.isPresent() ? "port " + wanted.getAsInt() : first + " to " + last;
    return new AgentFailure(Reason.PORT_TAKEN, "not free on " + bindAddress + ": " + ports);
  }
}
