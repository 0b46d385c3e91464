package dev.coffer.agent.postgresql;

import dev.coffer.agent.Adoption;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether another user's running server is one that we can take over. */
final class AdoptionCheck {
  private AdoptionCheck() {}

  static Adoption of(ForeignPlace node, Superuser.Given superuser) throws IOException {
    try (var session = ForeignServer.open(node, Account.of(superuser))) {
      require(session.isSuperuser(), noSuperuser(node, superuser));
      var used = Path.of(session.ask("SHOW data_directory"));
      require(
          Files.isDirectory(node.dataDirectory())
              && Files.isDirectory(used)
              && Files.isSameFile(node.dataDirectory(), used),
          "the server uses data directory %s, not %s".formatted(used, node.dataDirectory()));
      var version = session.ask("SHOW server_version").split(" ", 2)[0];
      return new Adoption(version, node.port());
    } catch (AgentFailure refused) {
      require(!Session.isAboutRights(refused), noSuperuser(node, superuser));
      throw refused.reason() == Reason.ENGINE_FAILED
          ? new AgentFailure(Reason.NOT_ADOPTABLE, "the server did not answer", refused)
          : refused;
    }
  }

  private static String noSuperuser(ForeignPlace node, Superuser.Given superuser) {
    return superuser.role() + " is no superuser of the server at port " + node.port();
  }

  private static void require(boolean fit, String otherwise) {
    if (!fit) {
      throw new AgentFailure(Reason.NOT_ADOPTABLE, otherwise);
    }
  }
}
