package dev.coffer.agent.mariadb;

import dev.coffer.agent.Adoption;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Engine;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody else's running server is one that we can capture. */
public final class AdoptionCheck {
  private final Programs programs;

  public AdoptionCheck(Programs programs) {
    this.programs = programs;
  }

  public Adoption of(Engine.Adopted engine) throws IOException {
    try (var access = Access.to(engine)) {
      var facts = ServerFacts.ask(programs, access);
      requireSeries(facts.version());
      requireDataDirectory(engine.dataDirectory(), facts.dataDirectory());
      requireReadable(engine.dataDirectory());
      return new Adoption(facts.version(), facts.port());
    } catch (ProcessFailed refused) {
      throw new AgentFailure(Reason.NOT_ADOPTABLE, "the server did not answer", refused);
    }
  }

  private void requireSeries(String version) throws IOException {
    var series = Programs.series(version);
    var tool = programs.backupVersion();
    require(!series.isEmpty(), "the server is not a MariaDB: " + version);
    require(
        series.equals(Programs.series(tool)),
        "server %s needs a mariadb-backup of its series, not %s".formatted(version, tool));
  }

  private static void requireDataDirectory(Path said, Path used) throws IOException {
    require(
        Files.isDirectory(said) && Files.isDirectory(used) && Files.isSameFile(said, used),
        "the server uses data directory %s, not %s".formatted(used, said));
  }

  private static void requireReadable(Path directory) throws IOException {
    require(Files.isReadable(directory), "cannot read data directory " + directory);
    try (var files = Files.list(directory)) {
      var closed = files.filter(file -> !Files.isReadable(file)).findFirst();
      require(closed.isEmpty(), "cannot read " + closed.orElse(directory));
    }
  }

  private static void require(boolean fit, String otherwise) {
    if (!fit) {
      throw new AgentFailure(Reason.NOT_ADOPTABLE, otherwise);
    }
  }
}
