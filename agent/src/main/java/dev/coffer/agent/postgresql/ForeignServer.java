package dev.coffer.agent.postgresql;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.linux.ProcessStatus;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.CommandLine;
import dev.coffer.agent.postgresql.server.ForeignPostmaster;
import dev.coffer.agent.postgresql.server.Origin;
import dev.coffer.agent.postgresql.server.ServersInDirectory;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A running server that another user started, as it and its host describe it. It set how long the
 * session took to open, so its directory is looked at again, and is the one that was listed or
 * none.
 */
record ForeignServer(
    ForeignPlace place, Adoptable.Directory listed, ProcessHandle process, Session session) {
  /** Where adopted servers have to be reached. */
  static final String HOST = "127.0.0.1";

  static Session open(ForeignPlace place, Account superuser) {
    return Session.open(
        new Session.Address(HOST, place.port()),
        Session.FIRST_DATABASE,
        superuser,
        Session.Proof.AS_THE_SERVER_ASKS);
  }

  static ForeignServer behind(Session session, ForeignPlace place, Adoptable.Directory listed)
      throws IOException {
    var data = listed.path();
    listed.requireUnchanged();
    var process =
        ForeignPostmaster.pid(data)
            .flatMap(ProcessHandle::of)
            .filter(found -> ServersInDirectory.of(data).contains(found))
            .filter(found -> listed.isWorkedInBy(found.pid()))
            .filter(found -> isOf(listed.user(), found))
            .orElseThrow(
                () ->
                    new AgentFailure(
                        Reason.NOT_ADOPTABLE,
                        "no server works in %s as the process that it names".formatted(data)));
    return new ForeignServer(place, listed, process, session);
  }

  private static boolean isOf(int user, ProcessHandle process) {
    return ProcessStatus.of(process.pid()).filter(status -> status.user() == user).isPresent();
  }

  /** Without links on the way when it was listed. */
  Path data() {
    return listed.path();
  }

  Origin origin() throws IOException {
    return new Origin(
        data(),
        Origin.ownerOf(listed),
        new Origin.Configuration(file("config_file"), file("hba_file"), file("ident_file")),
        commandLine().settings());
  }

  Settings settings() {
    return new Settings(HOST, place.port(), version());
  }

  String version() {
    return session.ask("SHOW server_version").split(" ", 2)[0];
  }

  CommandLine commandLine() {
    return CommandLine.parse(List.of(process.info().arguments().orElse(new String[0])));
  }

  private Path file(String setting) throws IOException {
    var file = Path.of(session.ask("SHOW " + setting));
    var real = Files.exists(file) ? file.toRealPath() : file;
    return real.startsWith(data()) ? data().relativize(real) : file;
  }
}
