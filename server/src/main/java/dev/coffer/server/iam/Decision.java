package dev.coffer.server.iam;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Whether policies let their holder perform an action, and if not, why not. */
public enum Decision {
  ALLOWED,
  /** A statement denies it; no other statement can allow it then. */
  DENIED,
  /** No statement allows it. */
  NOT_GRANTED;

  /** The older names under which the vendor's documents list an action too. */
  private static final Map<String, Set<String>> ALIASES =
      Map.of(
          "gaussdbformysql:backup:encrypt",
          Set.of("gaussdbformysql:backup:encrypt", "gaussdb:backup:encrypt"));

  public static Decision on(Collection<Policy> policies, String action) {
    Set<String> names = ALIASES.getOrDefault(action, Set.of(action));
    Decision decision = NOT_GRANTED;
    for (Policy policy : policies) {
      for (Policy.Statement statement : policy.statement()) {
        if (covers(statement, names)) {
          if (statement.effect() == Effect.DENY) {
            return DENIED;
          }
          decision = ALLOWED;
        }
      }
    }
    return decision;
  }

  private static boolean covers(Policy.Statement statement, Set<String> names) {
    for (String name : names) {
      if (statement.covers(name)) {
        return true;
      }
    }
    return false;
  }
}
