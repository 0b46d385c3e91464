package dev.coffer.cli.login;

import dev.coffer.cli.command.RemoteVerb;
import dev.coffer.cli.command.Session;
import dev.coffer.cli.exit.ExitCode;
import picocli.CommandLine.Command;

/** Forgets what signs in. */
@Command(description = "Forgets the access key or token of a profile.")
public final class Logout extends RemoteVerb {
  @Override
  protected ExitCode run(Session session) {
    String profile = session.settings().profile().value();
    boolean was = session.settings().profiles().signOut(profile);
    session.names().clear();
    session.tell(
        was ? "signed out of profile " + profile : "profile " + profile + " was not signed in");
    return ExitCode.DONE;
  }
}
