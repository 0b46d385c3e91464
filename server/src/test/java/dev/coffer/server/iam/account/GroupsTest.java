package dev.coffer.server.iam.account;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Fixture;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.directory.PredefinedRole;
import dev.coffer.server.iam.directory.Role;
import dev.coffer.server.iam.directory.Roles;
import dev.coffer.server.iam.identity.EnterpriseProject;
import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.RoleScope;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.ControlDatabaseContract;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class GroupsTest {
  private static final String LIST = "kms:cmk:list";

  @TempDir Path directory;
  private Fixture fixture;
  private DomainId domain;
  private ProjectId project;
  private User user;
  private Group group;
  private Role role;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
    domain = fixture.first.domain().id();
    project = fixture.first.project().id();
    user = fixture.iam.users().create(domain, "walter", secret("Walter-1-password"));
    group = fixture.iam.groups().create(domain, "readers", "");
    role =
        fixture
            .iam
            .roles()
            .create(domain, new Roles.Text("list keys", "", "AX", Policy.allowing(List.of(LIST))));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private boolean may(String action, ProjectId projectId) {
    return may(action, Optional.of(projectId));
  }

  private boolean may(String action, Optional<ProjectId> place) {
    var caller = new Caller(user.id(), user.name(), domain, "", new Reach.Everything());
    return fixture
        .iam
        .gatekeeper()
        .allows(caller, new Access(action, place, Resource.unnamed("*"), "127.0.0.1"));
  }

  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }

  @Nested
  class ARoleOfTheGroup {
    @BeforeEach
    void give() {
      fixture.iam.assignments().assign(role, Holder.group(group.id()), new RoleScope.Everywhere());
    }

    @Test
    void countsForMembersAsLongAsTheyAreSuch() {
      assertThat(may(LIST, project)).isFalse();
      fixture.iam.groups().add(group, user);
      assertThat(may(LIST, project)).isTrue();
      fixture.iam.groups().remove(fixture.iam.groups().require(domain, group.id()), user);
      assertThat(may(LIST, project)).isFalse();
    }

    @Test
    void countsNoMoreOnceItIsTakenBack() {
      fixture.iam.groups().add(group, user);
      fixture.iam.assignments().remove(role, Holder.group(group.id()), new RoleScope.Everywhere());
      assertThat(may(LIST, project)).isFalse();
    }

    @Test
    void countsNoMoreOnceTheGroupIsGone() {
      fixture.iam.groups().add(group, user);
      fixture.iam.groups().delete(group);
      assertThat(may(LIST, project)).isFalse();
      assertThat(fixture.iam.roles().holders(role)).isZero();
    }

    @Test
    void saysWhatItSaysNow() {
      fixture.iam.groups().add(group, user);
      fixture
          .iam
          .roles()
          .update(role, new Roles.Text("none", "", "AX", Policy.allowing(List.of("kms:cmk:get"))));
      assertThat(may(LIST, project)).isFalse();
      assertThat(may("kms:cmk:get", project)).isTrue();
    }

    @Test
    void isNotDeletedWhileItIsHeld() {
      refused(() -> fixture.iam.roles().delete(role), Failure.IAM_0005);
      fixture.iam.groups().delete(group);
      fixture.iam.roles().delete(role);
      refused(() -> fixture.iam.roles().require(domain, role.id()), Failure.IAM_0004);
    }

    @Test
    void outlivesARestart() {
      fixture.iam.groups().add(group, user);
      try (Iam restarted = fixture.open(fixture::now)) {
        assertThat(restarted.assignments().of(user)).extracting(Role::name).contains("list keys");
      }
    }

    @Test
    void leavesWithItsUser() {
      fixture.iam.groups().add(group, user);
      fixture.iam.users().delete(user.id());
      assertThat(fixture.iam.groups().require(domain, group.id()).members()).isEmpty();
    }
  }

  @Nested
  class ARoleForAPlace {
    private void give(RoleScope place) {
      fixture.iam.assignments().assign(role, Holder.user(user.id()), place);
    }

    @Test
    void countsInItsProjectAlone() {
      Project other = fixture.iam.projects().create(domain, domain.value(), "other", "");
      give(new RoleScope.Project(project));
      assertThat(may(LIST, project)).isTrue();
      assertThat(may(LIST, other.id())).isFalse();
      assertThat(may(LIST, Optional.empty())).isFalse();
    }

    @Test
    void countsInNoProjectWhereItIsForTheDomain() {
      give(new RoleScope.Domain());
      assertThat(may(LIST, project)).isFalse();
      assertThat(may(LIST, Optional.empty())).isTrue();
    }

    @Test
    void doesNotDenyElsewhere() {
      Role deny =
          fixture
              .iam
              .roles()
              .create(
                  domain,
                  new Roles.Text(
                      "deny",
                      "",
                      "AX",
                      PolicyDocument.parse(
                          """
                          {"Version":"5.0","Statement":[{"Effect":"Deny","Action":["kms:*:*"]}]}\
                          """)));
      Project other = fixture.iam.projects().create(domain, domain.value(), "other", "");
      give(new RoleScope.Everywhere());
      fixture
          .iam
          .assignments()
          .assign(deny, Holder.user(user.id()), new RoleScope.Project(other.id()));
      assertThat(may(LIST, project)).isTrue();
      assertThat(may(LIST, other.id())).isFalse();
    }
  }

  @Nested
  class APredefinedRole {
    @Test
    void isThereForEveryDomainAndCannotBeChanged() {
      String id = PredefinedRole.OPERATOR.role().id();
      assertThat(fixture.iam.roles().require(domain, id).name()).isEqualTo("operator");
      refused(() -> fixture.iam.roles().requireOwn(domain, id), Failure.IAM_0003);
    }
  }

  @Nested
  class AProject {
    @Test
    void thatIsSuspendedIsClosed() {
      var caller = new Caller(user.id(), "", domain, "", new Reach.Everything());
      Project held = fixture.first.project();
      assertThat(fixture.iam.gatekeeper().admits(caller, project)).isTrue();
      fixture.iam.projects().setEnabled(held, false);
      assertThat(fixture.iam.gatekeeper().admits(caller, project)).isFalse();
      fixture.iam.projects().setEnabled(held, true);
      assertThat(fixture.iam.gatekeeper().admits(caller, project)).isTrue();
    }

    @Test
    void isClosedToATokenForTheDomain() {
      var token = fixture.token(new Scope.DomainById(domain));
      assertThat(fixture.iam.gatekeeper().admits(fixture.bearer(token.value()), project)).isFalse();
    }

    @Test
    void hasANameOfItsOwn() {
      Project made = fixture.iam.projects().create(domain, project.value(), "below", "for tests");
      assertThat(made.parentId()).isEqualTo(project.value());
      refused(
          () -> fixture.iam.projects().create(domain, domain.value(), "below", ""),
          Failure.IAM_0005);
      refused(() -> fixture.iam.projects().update(made, Fixture.REGION, ""), Failure.IAM_0005);
      assertThat(fixture.iam.projects().update(made, "renamed", "").name()).isEqualTo("renamed");
    }
  }

  @Nested
  class AnEnterpriseProject {
    @Test
    void standsBesideTheDefaultOne() {
      var made = fixture.iam.enterpriseProjects().create(domain, "finance", "");
      assertThat(fixture.iam.enterpriseProjects().list(domain))
          .extracting(EnterpriseProject::name)
          .containsExactly("default", "finance");
      assertThat(fixture.iam.enterpriseProjects().require(domain, made.id())).isEqualTo(made);
      refused(
          () -> fixture.iam.enterpriseProjects().create(domain, "Default", ""), Failure.IAM_0005);
      refused(
          () ->
              fixture
                  .iam
                  .enterpriseProjects()
                  .setEnabled(fixture.iam.enterpriseProjects().require(domain, "0"), false),
          Failure.IAM_0003);
    }
  }
}
