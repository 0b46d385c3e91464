package dev.coffer.server.iam.policy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A policy: what its holder may and may not do. Both of the vendor's grammars are read,
 * fine-grained policies (1.0 and 1.1) and identity policies (5.0), each wholly or not at all: a
 * document that says anything unknown is refused.
 *
 * @param version the grammar
 */
public record Policy(String version, List<Statement> statements) {
  private static final String IDENTITY = "5.0";
  private static final Set<String> VERSIONS = Set.of("1.0", "1.1", IDENTITY);
  // The vendor's own bound for fine-grained policies.
  private static final int MOST_STATEMENTS = 8;
  private static final int MOST_IDENTITY_STATEMENTS = 50;

  public Policy {
    if (!VERSIONS.contains(version)) {
      throw new Refusal(Failure.IAM_0001, "Version", Reason.UNKNOWN_VALUE);
    }
    int most = version.equals(IDENTITY) ? MOST_IDENTITY_STATEMENTS : MOST_STATEMENTS;
    if (statements.isEmpty() || statements.size() > most) {
      throw Refusal.outside(Failure.IAM_0001, "Statement", 1, most);
    }
    statements = List.copyOf(statements);
  }

  /** A document that allows the actions named and nothing else. */
  public static Policy allowing(List<String> actions) {
    return new Policy(
        IDENTITY,
        List.of(
            new Statement(Optional.empty(), Effect.ALLOW, true, actions, List.of(), List.of())));
  }
}
