package dev.coffer.agent.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Id;
import dev.coffer.agent.warehouse.ConversionHost;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.WarehouseHost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What an API server that was taken over may send to the agent. Each message is answered, or ends
 * its connection; what reaches the work has its ids checked.
 */
public final class LinkTarget {
  private static final LinkServer SERVER =
      new LinkServer(
          new LinkServer.Hosts(
              host(Agent.class),
              host(WarehouseHost.class),
              host(SnapshotHost.class),
              host(OperatorFiles.class)));

  private LinkTarget() {}

  /** Called by the driver for each input. */
  public static void fuzzerTestOneInput(byte[] sent) {
    try {
      SERVER.serve(
          new Wire(new ByteArrayInputStream(sent), OutputStream.nullOutputStream(), () -> {}));
    } catch (IOException ended) {
      // What everything malformed is for.
    }
  }

  private static <T> T host(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().equals("conversions")) {
                return host(ConversionHost.class);
              }
              for (Object argument : arguments == null ? new Object[0] : arguments) {
                if (argument instanceof String id) {
                  Id.require(id);
                }
              }
              throw new AgentFailure(AgentFailure.Reason.HOST_FAILED, "nothing is done here");
            }));
  }

  /** One request of each sort: an id, records with a secret, and a callback. */
  public static List<byte[]> seeds() {
    return List.of(
        frame("{\"version\":1,\"call\":\"Agent.start/1\",\"arguments\":[\"one\"]}"),
        frame(
            """
            {"version":1,"call":"Agent.adopt/1","arguments":[{"type":"Adopted",
            "address":{"type":"Tcp","host":"127.0.0.1","port":3306},"user":"boss","secret":0,
            "dataDirectory":"/var/lib/mysql"}]}
            """,
            "a secret"),
        frame("{\"version\":1,\"call\":\"OperatorFiles.content/1\",\"arguments\":[\"tls-key\"]}"));
  }

  private static byte[] frame(String text, String... secrets) {
    byte[] json = text.getBytes(UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(json.length + 1000);
    frame.putInt(json.length).putInt(secrets.length).put(json);
    for (String secret : secrets) {
      frame.putInt(secret.length()).put(secret.getBytes(UTF_8));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }
}
