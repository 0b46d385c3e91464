package dev.coffer.server.iam.duty;

import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.Principal;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Question;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Session;
import java.time.InstantSource;

/** Says why a user is, or is not, let do something: by the same rules as the gate. */
public final class Explaining {
  private final Directory directory;
  private final Duties duties;
  private final InstantSource clock;

  public Explaining(Directory directory, Duties duties, InstantSource clock) {
    this.directory = directory;
    this.duties = duties;
    this.clock = clock;
  }

  /** How it would be decided at this moment. */
  public Explanation explain(UserId userId, Access access) {
    Entries entries = directory.entries();
    Entries.Account account = directory.account(userId);
    User user = account.user();
    Principal principal = Principal.of(user);
    Question question = entries.question(principal, access, clock.instant());
    return Explanation.of(
        account.policies(),
        question,
        duties.rule(principal, access.action()),
        access.resource().granted().test(caller(user, entries.domain(user.domainId()))));
  }

  private static Caller caller(User user, Domain domain) {
    return new Caller(
        user.id(), user.name(), domain.id(), domain.name(), new Reach.Everything(), Session.OWN);
  }
}
