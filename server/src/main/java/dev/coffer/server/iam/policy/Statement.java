package dev.coffer.server.iam.policy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One rule of a policy: an effect, the actions it is for or not for, the resources, and the
 * conditions under which it counts.
 *
 * @param named whether the statement is for the actions listed, and not for all others
 * @param resources patterns of URNs; empty where it is for every resource
 */
public record Statement(
    Optional<String> sid,
    Effect effect,
    boolean named,
    List<String> actions,
    List<String> resources,
    List<Condition> conditions) {
  private static final int MOST = 100;
  private static final int LONGEST = 255;
  private static final Pattern ACTION =
      Pattern.compile("\\*|[0-9A-Za-z*?_-]+(:[0-9A-Za-z*?_-]+){1,2}");
  private static final Pattern RESOURCE =
      Pattern.compile("\\*|[0-9A-Za-z*?_-]+(:[0-9A-Za-z*?_.-]*){2}:[0-9A-Za-z*?_-]+:.+");

  /** How a statement takes a question. */
  public enum Match {
    APPLIES,
    OTHER_ACTION,
    OTHER_RESOURCE,
    CONDITION_FAILS
  }

  public Statement {
    check("Action", ACTION, actions);
    if (actions.isEmpty()) {
      throw Refusal.outside(Failure.IAM_0001, "Action", 1, MOST);
    }
    check("Resource", RESOURCE, resources);
    if (conditions.size() > MOST) {
      throw Refusal.outside(Failure.IAM_0001, "Condition", 0, MOST);
    }
    actions = List.copyOf(actions);
    resources = resources.contains("*") ? List.of() : List.copyOf(resources);
    conditions = List.copyOf(conditions);
  }

  private static void check(String field, Pattern form, List<String> patterns) {
    if (patterns.size() > MOST) {
      throw Refusal.outside(Failure.IAM_0001, field, 0, MOST);
    }
    for (String pattern : patterns) {
      if (pattern.length() > LONGEST || !form.matcher(pattern).matches()) {
        throw new Refusal(Failure.IAM_0001, field, Reason.WRONG_FORM);
      }
    }
  }

  /** Whether the statement is for an action that goes by any of the names. */
  boolean covers(List<String> names) {
    return matchesAny(actions, names) == named;
  }

  public Match match(Question question) {
    if (!covers(question.names())) {
      return Match.OTHER_ACTION;
    }
    if (!resources.isEmpty() && !matchesAny(resources, question.urns())) {
      return Match.OTHER_RESOURCE;
    }
    for (Condition condition : conditions) {
      if (!condition.holds(question.circumstances())) {
        return Match.CONDITION_FAILS;
      }
    }
    return Match.APPLIES;
  }

  private static boolean matchesAny(List<String> patterns, List<String> texts) {
    for (String pattern : patterns) {
      for (String text : texts) {
        if (Wildcard.matches(pattern, text)) {
          return true;
        }
      }
    }
    return false;
  }
}
