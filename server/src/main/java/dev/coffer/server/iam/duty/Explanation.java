package dev.coffer.server.iam.duty;

import dev.coffer.server.iam.policy.Circumstances;
import dev.coffer.server.iam.policy.Decision;
import dev.coffer.server.iam.policy.Duty;
import dev.coffer.server.iam.policy.Effect;
import dev.coffer.server.iam.policy.HeldPolicy;
import dev.coffer.server.iam.policy.Question;
import dev.coffer.server.iam.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A decision, how each statement took the question, and what else counts.
 *
 * @param duty what duties say, where they are kept apart and the action is not open to all
 * @param granted whether a grant allows it without a policy
 */
public record Explanation(
    Decision decision, List<Finding> findings, Optional<DutyRule> duty, boolean granted) {

  /** What comes of it all. */
  public enum Outcome {
    ALLOWED,
    ALLOWED_BY_GRANT,
    DENIED,
    NOT_GRANTED,
    ANOTHERS_DUTY,
    /** Denied where duties are kept apart, as it is in none of them. */
    NO_DUTY
  }

  /**
   * The duty that an action takes, and whether the user has it.
   *
   * @param needed empty where the action is in no duty, and so denied to every user
   */
  public record DutyRule(Optional<Duty> needed, boolean held) {}

  public Outcome outcome() {
    if (duty.isPresent() && !duty.get().held()) {
      return duty.get().needed().isPresent() ? Outcome.ANOTHERS_DUTY : Outcome.NO_DUTY;
    }
    return switch (decision) {
      case Decision.Allowed _ -> Outcome.ALLOWED;
      case Decision.Denied _ -> Outcome.DENIED;
      case Decision.NotGranted() -> granted ? Outcome.ALLOWED_BY_GRANT : Outcome.NOT_GRANTED;
    };
  }

  /**
   * One statement's part in it.
   *
   * @param match such as {@code applies}, {@code condition_fails} or {@code other_place}
   * @param failing the first condition that does not hold, with what the request has for its key
   */
  public record Finding(
      Decision.Grounds statement, Effect effect, String match, Optional<String> failing) {}

  public static Explanation of(
      List<HeldPolicy> policies, Question question, Optional<DutyRule> duty, boolean granted) {
    var findings = new ArrayList<Finding>();
    for (HeldPolicy held : policies) {
      int number = 0;
      for (Statement statement : held.policy().statements()) {
        number++;
        findings.add(
            new Finding(
                new Decision.Grounds(held.id(), number, statement.sid()),
                statement.effect(),
                match(held, statement, question),
                failing(statement, question)));
      }
    }
    return new Explanation(Decision.on(policies, question), List.copyOf(findings), duty, granted);
  }

  private static String match(HeldPolicy held, Statement statement, Question question) {
    return held.place().covers(question.projectId())
        ? statement.match(question).name().toLowerCase(Locale.ROOT)
        : "other_place";
  }

  private static Optional<String> failing(Statement statement, Question question) {
    if (statement.match(question) != Statement.Match.CONDITION_FAILS) {
      return Optional.empty();
    }
    Circumstances circumstances = question.circumstances();
    return statement.conditions().stream()
        .filter(condition -> !condition.holds(circumstances))
        .findFirst()
        .map(condition -> condition + " but is " + circumstances.values(condition.key()));
  }
}
