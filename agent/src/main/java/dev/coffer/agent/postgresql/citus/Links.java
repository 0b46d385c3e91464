package dev.coffer.agent.postgresql.citus;

import dev.coffer.agent.Id;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The nodes of one cluster as they see each other: each is a directory with a socket, at a path
 * that exists in their cages alone and says nothing but the node's place among them. So what Citus
 * keeps of their addresses is true of a restored cluster too, and leads it to no node of the
 * captured one.
 *
 * @param place that of the node that has these links
 * @param nodeIds by place; the coordinator is the first, the others are in the order of their
 *     groups
 */
public record Links(int place, List<String> nodeIds) {
  /** What Citus is told: the name of a socket, whatever port its server has for others. */
  public static final int PORT = 5432;

  private static final Path CAGED = Path.of("/run/coffer/nodes");
  private static final String FILE = "links.properties";
  private static final String NODE = "node.";

  /** Of PostgreSQL, and what a coordinator has for its clients. */
  private static final int CONNECTIONS = 100;

  /** Of each other node, which looks after its transactions. */
  private static final int CONNECTIONS_OF_A_NODE = 5;

  private static final int RESERVE = 20;

  public Links {
    nodeIds = List.copyOf(nodeIds);
    nodeIds.forEach(Id::require);
    if (place < 0 || place >= nodeIds.size()) {
      throw new IllegalArgumentException("no place %d among %s".formatted(place, nodeIds));
    }
  }

  /** What the node at a place is called, and where it is found in the cages of all. */
  public static Path at(int place) {
    return CAGED.resolve(Integer.toString(place));
  }

  /** The node that has these links. */
  public Path own() {
    return at(place);
  }

  /** The file of a server's socket. */
  public static String socket(int port) {
    return ".s.PGSQL." + port;
  }

  /**
   * What the node's server is started with. One session takes many connections on every node, so
   * the others need more than the coordinator.
   */
  public Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("citus.local_hostname", own().toString());
    settings.put("citus.max_shared_pool_size", Integer.toString(CONNECTIONS - RESERVE));
    settings.put("max_connections", Integer.toString(connections()));
    return settings;
  }

  private int connections() {
    return place == 0
        ? CONNECTIONS
        : CONNECTIONS + CONNECTIONS_OF_A_NODE * nodeIds.size() + RESERVE;
  }

  /** Empty where the node is none of a cluster that Citus spreads. */
  public static Optional<Links> read(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    var nodeIds = new ArrayList<String>();
    for (int n = 0; properties.containsKey(NODE + n); n++) {
      nodeIds.add(properties.getProperty(NODE + n, ""));
    }
    return Optional.of(new Links(Integer.parseInt(properties.getProperty("place", "")), nodeIds));
  }

  /** Whole and durable, or not at all. */
  public void write(Path directory) throws IOException {
    var properties = new Properties();
    properties.setProperty("place", Integer.toString(place));
    for (int n = 0; n < nodeIds.size(); n++) {
      properties.setProperty(NODE + n, nodeIds.get(n));
    }
    try (var upload = new DirectoryStore(directory).begin(FILE)) {
      properties.store(upload, null);
      upload.commit();
    }
  }
}
