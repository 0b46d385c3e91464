package dev.coffer.server.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A policy document: what its holder may and may not do. Both of the vendor's grammars are read,
 * fine-grained policies (1.1) and identity policies (5.0). Statements name actions; a document that
 * narrows them by resource or condition is refused rather than read as if it did not.
 *
 * @param version the grammar
 */
public record Policy(String version, List<Statement> statement) {
  private static final Set<String> VERSIONS = Set.of("1.1", "5.0");
  // The vendor's own bound for fine-grained policies.
  private static final int MOST_STATEMENTS = 8;
  private static final int MOST_ACTIONS = 100;
  private static final Pattern ACTION =
      Pattern.compile("\\*|[0-9A-Za-z*?_-]+(:[0-9A-Za-z*?_-]+){1,2}");

  /** One rule of a document: an effect and the actions it is for, wildcards allowed. */
  public record Statement(Effect effect, List<String> action) {
    public Statement {
      if (action.isEmpty() || action.size() > MOST_ACTIONS) {
        throw new Refusal(Failure.IAM_0001, "Action", Reason.OUT_OF_RANGE);
      }
      for (String pattern : action) {
        if (pattern.length() > 255 || !ACTION.matcher(pattern).matches()) {
          throw new Refusal(Failure.IAM_0001, "Action", Reason.WRONG_FORM);
        }
      }
      action = List.copyOf(action);
    }

    boolean covers(String name) {
      for (String pattern : action) {
        if (Wildcard.matches(pattern, name)) {
          return true;
        }
      }
      return false;
    }
  }

  public Policy {
    if (!VERSIONS.contains(version)) {
      throw new Refusal(Failure.IAM_0001, "Version", Reason.UNKNOWN_VALUE);
    }
    if (statement.isEmpty() || statement.size() > MOST_STATEMENTS) {
      throw new Refusal(Failure.IAM_0001, "Statement", Reason.OUT_OF_RANGE);
    }
    statement = List.copyOf(statement);
  }

  /** A document that allows the actions named and nothing else. */
  public static Policy allowing(List<String> actions) {
    return new Policy("5.0", List.of(new Statement(Effect.ALLOW, actions)));
  }
}
