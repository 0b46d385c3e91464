package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fills the data directory of a node that no server serves yet. */
record NewNode(Programs programs, EngineUser user, Place place) {
  /** Everybody has to prove a password, and our superuser comes from this host alone. */
  private static final String ACCESS =
      """
      local all all scram-sha-256
      local replication all scram-sha-256
      host all,replication %1$s samehost scram-sha-256
      host all,replication %1$s all reject
      host all all all scram-sha-256
      """
          .formatted(Account.SUPERUSER);

  /** The same for a node whose superuser is not ours. */
  private static final String ACCESS_OF_ANOTHER =
      """
      local all all scram-sha-256
      local replication all scram-sha-256
      host replication all samehost scram-sha-256
      host all all all scram-sha-256
      """;

  /** A captured server may have been configured by files that lay outside of its data. */
  static void complete(EngineUser user, Place place) throws IOException {
    writeAbsent(user, place.configuration(), "");
    writeAbsent(user, place.access(), ACCESS_OF_ANOTHER);
  }

  private static void writeAbsent(EngineUser user, Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, text);
      user.own(file);
    }
  }

  void fill(Account superuser) throws IOException {
    user.own(place.data());
    user.own(place.sockets());
    var line = new ArrayList<>(Programs.WITHOUT_TERMINAL);
    line.addAll(user.become());
    line.addAll(
        List.of(
            programs.initialise().toString(),
            "--pgdata=" + place.data(),
            "--username=" + superuser.role(),
            "--pwprompt",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions"));
    var twice = (superuser.password() + "\n").repeat(2).getBytes(StandardCharsets.US_ASCII);
    try {
      new Command(line, place.data()).run(twice);
    } finally {
      Arrays.fill(twice, (byte) 0);
    }
    Files.writeString(place.access(), ACCESS);
  }
}
