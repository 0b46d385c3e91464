package dev.coffer.server.iam.policy;

import java.util.Collection;
import java.util.Optional;

/** Whether policies let their holder do what it asks for, and which statement says so. */
public sealed interface Decision {

  /** A statement by the policy it stands in, counted from one. */
  record Grounds(String policy, int statement, Optional<String> sid) {}

  /** A statement allows it and none denies it. */
  record Allowed(Grounds by) implements Decision {}

  /** A statement denies it; no other statement can allow it then. */
  record Denied(Grounds by) implements Decision {}

  /** No statement allows it. */
  record NotGranted() implements Decision {}

  /** Decides; a pure function of the policies and the question. */
  static Decision on(Collection<HeldPolicy> policies, Question question) {
    Decision decision = new NotGranted();
    for (HeldPolicy held : policies) {
      if (!held.place().covers(question.projectId())) {
        continue;
      }
      int number = 0;
      for (Statement statement : held.policy().statements()) {
        number++;
        boolean undecided = decision instanceof NotGranted;
        if ((undecided || statement.effect() == Effect.DENY)
            && statement.match(question) == Statement.Match.APPLIES) {
          var grounds = new Grounds(held.id(), number, statement.sid());
          switch (statement.effect()) {
            case DENY -> {
              return new Denied(grounds);
            }
            case ALLOW -> decision = new Allowed(grounds);
          }
        }
      }
    }
    return decision;
  }
}
