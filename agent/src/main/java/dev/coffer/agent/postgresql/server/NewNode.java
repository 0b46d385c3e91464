package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.postgresql.citus.Extension;
import dev.coffer.agent.postgresql.citus.Isolation;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fills the data directory of a node that no server serves yet. */
public record NewNode(Programs programs, NodeFiles files) {
  static final String OURS =
      "host all,replication %s,%s samehost scram-sha-256"
          .formatted(Account.SUPERUSER, Account.COPY);

  /** Nodes of one cluster come to each other as whichever role a client is. */
  public static final String LINKED = "local all all trust";

  /** Everybody has to prove a password, and our accounts come from this host alone. */
  private static final String ACCESS =
      """
      %2$s
      local all all scram-sha-256
      local replication all scram-sha-256
      host all,replication %1$s,%3$s all reject
      host all all all scram-sha-256
      """
          .formatted(Account.SUPERUSER, NewNode.OURS, Account.COPY);

  /** The same for one that Citus spreads rows over, whose sockets its cluster's nodes reach. */
  private static final String ACCESS_OF_LINKED =
      ACCESS.replace("local all all scram-sha-256", LINKED);

  /** The same for a node whose superuser is not ours. */
  private static final String ACCESS_OF_ANOTHER =
      """
      local all all scram-sha-256
      local replication all scram-sha-256
      host replication all samehost scram-sha-256
      host all all all scram-sha-256
      """;

  /** A captured server may have been configured by files that lay outside of its data. */
  public static void complete(NodeFiles files) throws IOException {
    var tree = files.tree(files.place().data());
    tree.writeAbsent(Place.CONFIGURATION, new byte[0]);
    tree.writeAbsent(Place.ACCESS, ACCESS_OF_ANOTHER.getBytes(StandardCharsets.US_ASCII));
  }

  /** Of a captured cluster that Citus spreads: it reaches none of the captured nodes. */
  public static void isolate(NodeFiles files, Programs programs) throws IOException {
    var place = files.place();
    var cage = files.serverCage(place).withoutNetwork();
    var isolation =
        new Isolation(
            cage,
            programs.server(),
            place.data(),
            StartOptions.alone(place).line(),
            ControlData.read(programs, cage, place).preparedTransactions());
    if (!isolation.isNeeded()) {
      return;
    }
    if (!Extension.isAvailable(programs.major())) {
      throw new AgentFailure(
          Reason.PROGRAM_MISSING,
          "Citus spreads the captured cluster, and PostgreSQL %d of this host has none: install it"
              .formatted(programs.major()));
    }
    isolation.run();
  }

  public void fill(Account superuser) throws IOException {
    var data = files.place().data();
    var line = new ArrayList<>(Programs.WITHOUT_TERMINAL);
    line.addAll(
        List.of(
            programs.initialise().toString(),
            "--pgdata=" + data,
            "--username=" + superuser.role(),
            "--pwprompt",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions"));
    var twice = (superuser.password() + "\n").repeat(2).getBytes(StandardCharsets.US_ASCII);
    try {
      files.cage().writing(data).withoutNetwork().inside(new Command(line, data)).run(twice);
    } finally {
      Arrays.fill(twice, (byte) 0);
    }
    var citus = citus();
    if (citus.isPresent()) {
      files
          .tree(data)
          .append(
              Place.CONFIGURATION, citus.get().configuration().getBytes(StandardCharsets.US_ASCII));
    }
    var access = citus.isPresent() ? ACCESS_OF_LINKED : ACCESS;
    files.tree(data).write(Place.ACCESS, access.getBytes(StandardCharsets.US_ASCII));
    new ControlRole(files).write(superuser);
  }

  /** Without cages there is no place where only the nodes of one cluster meet. */
  private Optional<Extension> citus() throws IOException {
    var place = files.place();
    return Confinement.here() != Confinement.NONE && Extension.isAvailable(programs.major())
        ? Extension.ask(files.serverCage(place).withoutNetwork(), programs.server(), place.data())
        : Optional.empty();
  }
}
