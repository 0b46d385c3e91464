package dev.coffer.bench.api;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The process that the load comes from. It reads targets from its input, sends each so many
 * requests over so many connections, round after round, and prints a line for each turn.
 */
final class Load {
  static final int CONNECTIONS = 8;
  static final int WARM_UP = 3;
  static final int ROUNDS = 7;
  static final String SEPARATOR = "\t";

  private Load() {}

  public static void main(String... arguments) throws Exception {
    var targets = new ArrayList<Target>();
    var in = new DataInputStream(System.in);
    for (int left = in.readInt(); left > 0; left--) {
      targets.add(Target.read(in));
    }
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (Target target : targets) {
        Turn turn = turn(target, WARM_UP + round);
        if (round >= 0) {
          System.out.println(turn.line());
        }
      }
    }
  }

  /** What a turn came to; times in nanoseconds. */
  record Turn(String target, int requests, long nanos, long median, long p99) {
    String line() {
      return String.join(
          SEPARATOR,
          target,
          Integer.toString(requests),
          Long.toString(nanos),
          Long.toString(median),
          Long.toString(p99));
    }

    static Turn parse(String line) {
      String[] fields = line.split(SEPARATOR, -1);
      return new Turn(
          fields[0],
          Integer.parseInt(fields[1]),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]),
          Long.parseLong(fields[4]));
    }
  }

  private static Turn turn(Target target, int round) throws Exception {
    int each = target.requests() / CONNECTIONS;
    var connections = new ArrayList<Connection>();
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int count = 0; count < CONNECTIONS; count++) {
        connections.add(new Connection(target.port()));
      }
      long began = System.nanoTime();
      List<Callable<long[]>> work =
          connections.stream()
              .<Callable<long[]>>map(connection -> () -> send(connection, target, round, each))
              .toList();
      var latencies = new long[each * CONNECTIONS];
      int filled = 0;
      for (Future<long[]> done : threads.invokeAll(work)) {
        System.arraycopy(done.get(), 0, latencies, filled, each);
        filled += each;
      }
      long nanos = System.nanoTime() - began;
      Arrays.sort(latencies);
      return new Turn(
          target.name(),
          latencies.length,
          nanos,
          latencies[latencies.length / 2],
          latencies[latencies.length * 99 / 100]);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  private static long[] send(Connection connection, Target target, int round, int count)
      throws IOException {
    var latencies = new long[count];
    for (int index = 0; index < count; index++) {
      byte[] request = target.request(round, index);
      long began = System.nanoTime();
      connection.exchange(request);
      latencies[index] = System.nanoTime() - began;
    }
    return latencies;
  }
}
