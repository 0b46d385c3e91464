package dev.coffer.agent.postgresql;

import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fills the data directory of a node that no server serves yet. */
record NewNode(Programs programs, NodeFiles files) {
  static final String OURS =
      "host all,replication %s samehost scram-sha-256".formatted(Account.SUPERUSER);

  /** Everybody has to prove a password, and our superuser comes from this host alone. */
  private static final String ACCESS =
      """
      %2$s
      local all all scram-sha-256
      local replication all scram-sha-256
      host all,replication %1$s all reject
      host all all all scram-sha-256
      """
          .formatted(Account.SUPERUSER, NewNode.OURS);

  /** The same for a node whose superuser is not ours. */
  private static final String ACCESS_OF_ANOTHER =
      """
      local all all scram-sha-256
      local replication all scram-sha-256
      host replication all samehost scram-sha-256
      host all all all scram-sha-256
      """;

  /** A captured server may have been configured by files that lay outside of its data. */
  static void complete(NodeFiles files) throws IOException {
    var tree = files.tree(files.place().data());
    tree.writeAbsent(Place.CONFIGURATION, new byte[0]);
    tree.writeAbsent(Place.ACCESS, ACCESS_OF_ANOTHER.getBytes(StandardCharsets.US_ASCII));
  }

  void fill(Account superuser) throws IOException {
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
    files.tree(data).write(Place.ACCESS, ACCESS.getBytes(StandardCharsets.US_ASCII));
    new ControlRole(files).write(superuser);
  }
}
