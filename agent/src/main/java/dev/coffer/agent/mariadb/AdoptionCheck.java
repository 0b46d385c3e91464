package dev.coffer.agent.mariadb;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Adoption;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Engine;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.file.Path;

/** Whether another user's running server is one that we can capture. */
public final class AdoptionCheck {
  private final Programs programs;
  private final Cages cages;

  public AdoptionCheck(Programs programs, Cages cages) {
    this.programs = programs;
    this.cages = cages;
  }

  /**
   * Looks at it.
   *
   * @param listed where the operator says that its data lies
   */
  public Adoption of(Engine.Adopted engine, Adoptable.Listed listed) throws IOException {
    try (var access = Access.to(engine, listed, cages)) {
      var facts = ServerFacts.ask(programs, access);
      requireSeries(facts.version());
      requireDataDirectory(engine.dataDirectory(), facts.dataDirectory());
      requireReadable(access);
      Obstacles.refuseForeign(facts, access);
      return new Adoption(facts.version(), facts.port());
    } catch (ProcessFailed refused) {
      throw new AgentFailure(Reason.NOT_ADOPTABLE, why(engine, refused), refused);
    }
  }

  /** The client names what the server or the socket refused. */
  private static String why(Engine.Adopted engine, ProcessFailed refused) {
    var where =
        switch (engine.address()) {
          case Engine.Address.Socket(Path path) -> "socket " + path;
          case Engine.Address.Tcp(String host, int port) -> host + ":" + port;
        };
    return String.valueOf(refused.getMessage()).contains("Access denied")
        ? "the server at %s does not let %s in with this password: %s"
            .formatted(where, engine.user(), refused.getMessage())
        : "no server answered at %s: %s".formatted(where, refused.getMessage());
  }

  private void requireSeries(String version) throws IOException {
    var series = Programs.series(version);
    var tool = programs.backupVersion();
    require(!series.isEmpty(), "the server is not a MariaDB: " + version);
    require(
        series.equals(Programs.series(tool)),
        "server %s needs a mariadb-backup of its series, not %s".formatted(version, tool));
  }

  private static void requireDataDirectory(Path said, Path used) {
    require(
        said.normalize().equals(used.normalize()),
        "the server uses data directory %s, not %s".formatted(used, said));
  }

  private static void requireReadable(Access access) throws IOException {
    var closed = access.unreadable();
    require(
        closed.isEmpty(), "cannot read " + closed + " as the owner of " + access.dataDirectory());
  }

  private static void require(boolean fit, String otherwise) {
    if (!fit) {
      throw new AgentFailure(Reason.NOT_ADOPTABLE, otherwise);
    }
  }
}
