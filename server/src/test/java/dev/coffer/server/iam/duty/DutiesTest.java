package dev.coffer.server.iam.duty;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Fixture;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.account.Agencies;
import dev.coffer.server.iam.directory.PredefinedRole;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.RoleScope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Decision;
import dev.coffer.server.iam.policy.Duty;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.store.OnBothDatabases;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnBothDatabases
class DutiesTest {
  private static final RoleScope EVERYWHERE = new RoleScope.Everywhere();

  @TempDir Path directory;
  private Fixture fixture;
  private Iam separate;
  private User user;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
    separate = fixture.open(fixture::now, true);
    user = separate.users().create(fixture.first.domain().id(), "walter", secret("Walter-1-pass"));
  }

  @AfterEach
  void close() {
    separate.close();
    fixture.close();
  }

  private static boolean may(Iam iam, User who, String action) {
    var caller = new Caller(who.id(), who.name(), who.domainId(), "", new Reach.Everything());
    return iam.gatekeeper()
        .allows(caller, new Access(action, Optional.empty(), Resource.unnamed("*"), ""));
  }

  private void give(PredefinedRole role) {
    separate.assignments().assign(role.role(), Holder.user(user.id()), EVERYWHERE);
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.IAM_0003));
  }

  @ParameterizedTest
  @CsvSource({
    "kms:cmk:create, KEY_ADMINISTRATOR",
    "kms:cmk:deleteMaterial, KEY_ADMINISTRATOR",
    "kms:grant:create, KEY_ADMINISTRATOR",
    "kms:dek:create, OPERATOR",
    "kms:cmk:encryptData, OPERATOR",
    "kms:cmk:generateMac, OPERATOR",
    "kms:vault:create, OPERATOR",
    "gaussdbformysql:backup:encrypt, OPERATOR",
    "dws:cluster:create, OPERATOR",
    "coffer:audit:list, AUDITOR"
  })
  void eachActionTakesItsDuty(String action, Duty duty) {
    assertThat(Duty.of(action)).contains(duty);
    separate.users().grant(user.id(), Policy.allowing(List.of("*")));
    assertThat(may(separate, user, action)).isFalse();
    give(PredefinedRole.valueOf(duty.name()));
    assertThat(may(separate, user, action)).isTrue();
    assertThat(may(fixture.iam, fixture.first.user(), action)).isTrue();
  }

  @Test
  void anExplanationTellsOfTheDutyThatIsLacking() {
    separate.users().grant(user.id(), Policy.allowing(List.of("*")));
    var access = new Access("kms:dek:create", Optional.empty(), Resource.unnamed("*"), "");
    Explanation lacking = separate.explaining().explain(user.id(), access);
    assertThat(lacking.decision()).isInstanceOf(Decision.Allowed.class);
    assertThat(lacking.duty())
        .contains(new Explanation.DutyRule(Optional.of(Duty.OPERATOR), false));
    assertThat(lacking.outcome()).isEqualTo(Explanation.Outcome.ANOTHERS_DUTY);
    give(PredefinedRole.OPERATOR);
    assertThat(separate.explaining().explain(user.id(), access).outcome())
        .isEqualTo(Explanation.Outcome.ALLOWED);
    assertThat(fixture.iam.explaining().explain(user.id(), access).duty()).isEmpty();
  }

  @Test
  void whatIsNobodysDutyIsAsThePoliciesSay() {
    assertThat(may(separate, fixture.first.user(), "iam:users:createUser")).isTrue();
    assertThat(may(separate, fixture.first.user(), "kms:cmk:list")).isTrue();
    assertThat(may(separate, fixture.first.user(), "kms:cmk:create")).isFalse();
    assertThat(may(separate, user, "kms:cmk:list")).isFalse();
  }

  @Test
  void whatIsInNoDutyIsDeniedToEverybody() {
    for (String action : List.of("kms:brandNew:action", "coffer:brandNew:action")) {
      assertThat(may(separate, fixture.first.user(), action)).isFalse();
      assertThat(may(fixture.iam, fixture.first.user(), action)).isTrue();
    }
  }

  @Test
  void anExplanationSaysThatAnActionIsInNoDuty() {
    separate.users().grant(user.id(), Policy.allowing(List.of("*")));
    var access = new Access("kms:brandNew:action", Optional.empty(), Resource.unnamed("*"), "");
    Explanation denied = separate.explaining().explain(user.id(), access);
    assertThat(denied.decision()).isInstanceOf(Decision.Allowed.class);
    assertThat(denied.outcome()).isEqualTo(Explanation.Outcome.NO_DUTY);
    var shared = new Access("kms:cmk:list", Optional.empty(), Resource.unnamed("*"), "");
    assertThat(separate.explaining().explain(user.id(), shared).outcome())
        .isEqualTo(Explanation.Outcome.ALLOWED);
  }

  @Test
  void nobodyIsGivenASecondOne() {
    give(PredefinedRole.KEY_ADMINISTRATOR);
    give(PredefinedRole.KEY_ADMINISTRATOR);
    give(PredefinedRole.TENANT_ADMINISTRATOR);
    refused(() -> give(PredefinedRole.OPERATOR));
    refused(() -> give(PredefinedRole.AUDITOR));
    assertThat(may(separate, user, "kms:dek:create")).isFalse();
  }

  @Test
  void nobodyGetsASecondOneThroughAGroup() {
    give(PredefinedRole.AUDITOR);
    Group group = separate.groups().create(user.domainId(), "operators", "");
    separate
        .assignments()
        .assign(PredefinedRole.OPERATOR.role(), Holder.group(group.id()), EVERYWHERE);
    refused(() -> separate.groups().add(group, user));

    Group auditors = separate.groups().create(user.domainId(), "auditors", "");
    separate.groups().add(auditors, user);
    refused(
        () ->
            separate
                .assignments()
                .assign(PredefinedRole.OPERATOR.role(), Holder.group(auditors.id()), EVERYWHERE));
  }

  @Test
  void nobodyGetsASecondOneThroughAnAgency() {
    give(PredefinedRole.AUDITOR);
    give(PredefinedRole.AGENT_OPERATOR);
    Agency agency = agency("operating");
    assertThat(separate.agencies().mayAssume(user.id(), agency, "")).isTrue();
    separate
        .assignments()
        .assign(PredefinedRole.OPERATOR.role(), Holder.agency(agency.id()), EVERYWHERE);
    assertThat(separate.agencies().mayAssume(user.id(), agency, "")).isFalse();
  }

  private Agency agency(String name) {
    return separate
        .agencies()
        .create(
            new Agencies.Wanted(
                user.domainId(),
                name,
                "",
                new Agency.Trust.Domain(user.domainId()),
                Optional.empty()));
  }

  @Test
  void nobodyGetsTwoThroughTwoAgenciesInTurn() {
    give(PredefinedRole.AGENT_OPERATOR);
    Agency operating = agency("operating");
    Agency keys = agency("keys");
    Agency plain = agency("plain");
    give(PredefinedRole.OPERATOR, operating);
    assertThat(mayAssume(operating)).isTrue();
    give(PredefinedRole.KEY_ADMINISTRATOR, keys);
    assertThat(mayAssume(operating)).isFalse();
    assertThat(mayAssume(keys)).isFalse();
    assertThat(mayAssume(plain)).isTrue();

    give(PredefinedRole.OPERATOR);
    assertThat(mayAssume(operating)).isTrue();
    assertThat(mayAssume(keys)).isFalse();
  }

  private void give(PredefinedRole role, Agency agency) {
    separate.assignments().assign(role.role(), Holder.agency(agency.id()), EVERYWHERE);
  }

  private boolean mayAssume(Agency agency) {
    return separate.agencies().mayAssume(user.id(), agency, "");
  }

  @Test
  void aServerDoesNotStartWhileSomebodyHasTwo() {
    fixture
        .iam
        .assignments()
        .assign(PredefinedRole.AUDITOR.role(), Holder.user(user.id()), EVERYWHERE);
    fixture
        .iam
        .assignments()
        .assign(PredefinedRole.OPERATOR.role(), Holder.user(user.id()), EVERYWHERE);
    assertThatThrownBy(() -> fixture.open(fixture::now, true))
        .isInstanceOf(DutiesConflict.class)
        .hasMessage("duties are to be kept apart, but user walter has [OPERATOR, AUDITOR]");
  }
}
