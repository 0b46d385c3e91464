package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
final class Ports {
  private static final int FIRST = 13306;
  private static final int LAST = 15305;

  private final Home home;
  private final Set<Integer> reserved = new HashSet<>();

  Ports(Home home) {
    this.home = home;
  }

  synchronized int reserve(String bindAddress, OptionalInt wanted) throws IOException {
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

  private IntStream fromAnywhere() {
    int begin = FIRST + ThreadLocalRandom.current().nextInt(LAST + 1 - FIRST);
    return IntStream.concat(IntStream.rangeClosed(begin, LAST), IntStream.range(FIRST, begin));
  }

  synchronized void release(int port) {
    reserved.remove(port);
  }

  private Set<Integer> taken() throws IOException {
    var taken = new HashSet<>(reserved);
    for (var files : home.instances()) {
      taken.add(Settings.read(files.settings()).port());
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

  private static AgentFailure noneFree(String bindAddress, OptionalInt wanted) {
    var ports = wanted.isPresent() ? "port " + wanted.getAsInt() : FIRST + " to " + LAST;
    return new AgentFailure(Reason.PORT_TAKEN, "not free on " + bindAddress + ": " + ports);
  }
}
