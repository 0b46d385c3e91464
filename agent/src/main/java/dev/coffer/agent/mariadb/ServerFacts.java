package dev.coffer.agent.mariadb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a running server says of itself. */
public record ServerFacts(String version, Path dataDirectory, int port) {
  private static final String QUESTION = "SELECT @@version, @@port, @@datadir";
  private static final int ANSWERS = 3;

  public static ServerFacts ask(Programs programs, Access access) throws IOException {
    try (var client =
        access.run(
            programs.client(),
            _ -> {},
            "--connect-timeout=10",
            "--batch",
            "--skip-column-names",
            "--execute=" + QUESTION)) {
      var answer = new String(client.output().readAllBytes(), StandardCharsets.UTF_8);
      client.awaitSuccess();
      return parse(answer.stripTrailing().split("\t", ANSWERS));
    }
  }

  private static ServerFacts parse(String[] answer) throws IOException {
    if (answer.length != ANSWERS) {
      throw new IOException("a server gave " + answer.length + " answers to: " + QUESTION);
    }
    return new ServerFacts(answer[0], Path.of(answer[2]), Integer.parseInt(answer[1]));
  }
}
