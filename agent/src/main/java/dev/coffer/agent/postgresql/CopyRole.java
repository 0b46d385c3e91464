package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.postgresql.scram.Verifier;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.ControlRole;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Whom the tools of PostgreSQL come to a node of ours as: a role that may copy it, with a password
 * that opens nothing else. The trap: they tell a server their password if it asks for it, and its
 * tenant decides whether it does.
 */
public final class CopyRole {
  private static final String NAME = Account.COPY;
  private static final int LENGTH = 32;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private CopyRole() {}

  /** With a new password; for a node that its owner runs it is the account that they gave us. */
  static Account on(Node node, Session session, Account superuser) throws IOException {
    if (!isOurs(node)) {
      return superuser;
    }
    try (var secret = SecretBytes.random(LENGTH, new SecureRandom())) {
      var account = Account.ofDigits(NAME, secret);
      session.keepQuiet();
      session.run(
          "BEGIN; DROP ROLE IF EXISTS %1$s; CREATE ROLE %1$s LOGIN REPLICATION PASSWORD %2$s; COMMIT"
              .formatted(NAME, session.literal(Verifier.of(account.password()).text())));
      letIn(node, session, account);
      return account;
    }
  }

  /** By a server that was started before there was this role, or whose rules its tenant changed. */
  private static void letIn(Node node, Session session, Account account) throws IOException {
    if (!isLetIn(node, account)) {
      new ControlRole(node.files()).letIn();
      session.run("SELECT pg_reload_conf()");
      Await.until(LIMIT, () -> isLetIn(node, account));
    }
  }

  private static boolean isLetIn(Node node, Account account) throws IOException {
    try {
      Session.requireReplication(node.address(), account, Session.Proof.OF_BOTH);
      return true;
    } catch (AgentFailure refused) {
      return false;
    }
  }

  public static void drop(Node node, Session session) {
    if (isOurs(node)) {
      session.run("DROP ROLE IF EXISTS " + NAME);
    }
  }

  private static boolean isOurs(Node node) {
    return node.files().origin().isEmpty();
  }
}
