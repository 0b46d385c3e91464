package dev.coffer.server.iam.account;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Fixture;
import dev.coffer.server.iam.directory.Role;
import dev.coffer.server.iam.directory.Roles;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.RoleScope;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.OnBothDatabases;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Resource;
import dev.coffer.server.wire.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnBothDatabases
class AgenciesTest {
  private static final DomainId ELSEWHERE = new DomainId("e".repeat(32));
  private static final String PASSWORD = "Visitor-1-password";
  private static final String LIST = "kms:cmk:list";

  @TempDir Path directory;
  private Fixture fixture;
  private DomainId domain;
  private ProjectId project;
  private User visitor;
  private Agency agency;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
    domain = fixture.first.domain().id();
    project = fixture.first.project().id();
    fixture
        .database
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "INSERT INTO iam_domain (id, name, created_at) VALUES (?, 'elsewhere', 1)",
                    ELSEWHERE));
    visitor = fixture.iam.users().create(ELSEWHERE, "visitor", secret(PASSWORD));
    agency =
        fixture
            .iam
            .agencies()
            .create(
                new Agencies.Wanted(
                    domain, "readers", "", new Agency.Trust.Domain(ELSEWHERE), Optional.empty()));
    Role role =
        fixture
            .iam
            .roles()
            .create(domain, new Roles.Text("r", "", "AX", Policy.allowing(List.of(LIST))));
    fixture.iam.assignments().assign(role, Holder.agency(agency.id()), new RoleScope.Everywhere());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void letVisitorAssume() {
    fixture.iam.users().grant(visitor.id(), Policy.allowing(List.of(Agencies.ASSUME)));
  }

  private Caller caller() {
    return new Caller(visitor.id(), visitor.name(), ELSEWHERE, "elsewhere", new Reach.NoProject());
  }

  private Agency assume() {
    return fixture
        .iam
        .agencies()
        .assume(caller(), new Scope.DomainById(domain), "readers", "127.0.0.1");
  }

  private String token() {
    return fixture
        .iam
        .tokens()
        .issue(assume(), visitor.id(), new Scope.ProjectById(project))
        .value();
  }

  private boolean may(Caller caller, String action) {
    return fixture
        .iam
        .gatekeeper()
        .allows(
            caller, new Access(action, Optional.of(project), Resource.unnamed("*"), "127.0.0.1"));
  }

  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }

  @Nested
  class Assuming {
    @Test
    void needsThePermission() {
      refused(() -> assume(), Failure.IAM_0003);
      letVisitorAssume();
      assertThat(assume()).isEqualTo(agency);
    }

    @Test
    void isSubjectToConditionsAboutTheRequest() {
      Policy fromHere =
          PolicyDocument.parse(
              """
              {"Version":"5.0","Statement":[{"Effect":"Allow","Action":["iam:agencies:assume"],
              "Condition":{"IpAddress":{"g:SourceIp":["127.0.0.0/8"]}}}]}\
              """);
      fixture.iam.users().grant(visitor.id(), fromHere);
      assertThat(assume()).isEqualTo(agency);
      refused(
          () ->
              fixture
                  .iam
                  .agencies()
                  .assume(caller(), new Scope.DomainById(domain), "readers", "192.0.2.1"),
          Failure.IAM_0003);
      fixture.bearer(token());
    }

    @Test
    void needsTheTrustOfTheAgency() {
      letVisitorAssume();
      fixture.iam.agencies().update(agency, "", new Agency.Trust.Domain(domain), Optional.empty());
      refused(() -> assume(), Failure.IAM_0003);
    }

    @Test
    void isAnsweredAlikeWhateverIsMissing() {
      letVisitorAssume();
      for (String name : List.of("none", "DWSAccessKMS")) {
        assertThatThrownBy(
                () ->
                    fixture
                        .iam
                        .agencies()
                        .assume(caller(), new Scope.DomainById(domain), name, "127.0.0.1"))
            .hasMessage(message());
      }
      assertThatThrownBy(
              () ->
                  fixture
                      .iam
                      .agencies()
                      .assume(caller(), Scope.domain("0".repeat(32)), "readers", "127.0.0.1"))
          .hasMessage(message());
    }

    private String message() {
      return "You are not authorized to perform the requested action. agency_name is not allowed"
          + " for this caller";
    }

    @Test
    void isNotForWhoActsForAnAgencyAlready() {
      letVisitorAssume();
      var agent =
          new Caller(
              visitor.id(),
              "",
              ELSEWHERE,
              "",
              new Reach.NoProject(),
              new Session(true, false, _ -> true));
      refused(
          () ->
              fixture
                  .iam
                  .agencies()
                  .assume(agent, new Scope.DomainById(domain), "readers", "127.0.0.1"),
          Failure.IAM_0003);
    }
  }

  @Nested
  class AToken {
    @BeforeEach
    void let() {
      letVisitorAssume();
    }

    @Test
    void standsForTheAgencyAndMayWhatItMay() {
      Caller caller = fixture.bearer(token());
      assertThat(caller.userId().value()).isEqualTo(agency.id());
      assertThat(caller.userName()).isEqualTo("readers/visitor");
      assertThat(caller.domainId()).isEqualTo(domain);
      assertThat(fixture.iam.gatekeeper().admits(caller, project)).isTrue();
      assertThat(may(caller, LIST)).isTrue();
      assertThat(may(caller, "kms:cmk:create")).isFalse();
    }

    @Test
    void isRefusedOnceTheAgencyIsGone() {
      String token = token();
      fixture.bearer(token);
      fixture.iam.agencies().delete(agency);
      refused(() -> fixture.bearer(token), Failure.APIGW_0301);
    }

    @Test
    void isRefusedOnceTheAgencyHasExpired() {
      String token = token();
      fixture
          .iam
          .agencies()
          .update(agency, "", agency.trust(), Optional.of(fixture.now().plus(Duration.ofHours(1))));
      fixture.bearer(token);
      fixture.pass(Duration.ofHours(1));
      refused(() -> fixture.bearer(token), Failure.APIGW_0301);
    }

    @Test
    void isRefusedOnceTheUserMayNotAssumeAnyMore() {
      String token = token();
      fixture.bearer(token);
      fixture.iam.users().revokeAll(visitor.id());
      refused(() -> fixture.bearer(token), Failure.APIGW_0301);
    }

    @Test
    void isRefusedOnceTheUserMayNotAct() {
      String token = token();
      fixture.iam.users().setEnabled(visitor.id(), false);
      refused(() -> fixture.bearer(token), Failure.APIGW_0301);
    }

    @Test
    void staysTheAgencysInAnotherScope() {
      String other = fixture.iam.tokens().rescope(token(), new Scope.DomainById(domain)).value();
      assertThat(fixture.bearer(other).userId().value()).isEqualTo(agency.id());
      refused(
          () -> fixture.iam.tokens().rescope(token(), new Scope.DomainById(ELSEWHERE)),
          Failure.IAM_0002);
    }
  }

  @Nested
  class AServiceAgency {
    private boolean trusts(String service, String action) {
      return fixture
          .iam
          .agencies()
          .trusts(
              project,
              service,
              new Access(action, Optional.of(project), Resource.unnamed("KeyId"), ""));
    }

    @Test
    void isThereForTheFirstDomain() {
      for (PredefinedAgency predefined : PredefinedAgency.values()) {
        assertThat(trusts(predefined.service(), "kms:dek:create")).isTrue();
        assertThat(trusts(predefined.service(), "kms:dek:decrypt")).isTrue();
        assertThat(trusts(predefined.service(), "kms:cmk:delete")).isFalse();
      }
      assertThat(trusts("op_svc_other", "kms:dek:create")).isFalse();
    }

    @Test
    void trustsNoMoreOnceDeleted() {
      Agency service =
          fixture.iam.agencies().list(domain).stream()
              .filter(found -> found.name().equals("DWSAccessKMS"))
              .findFirst()
              .orElseThrow();
      fixture.iam.agencies().delete(service);
      assertThat(trusts(PredefinedAgency.WAREHOUSE.service(), "kms:dek:create")).isFalse();
      assertThat(trusts(PredefinedAgency.TAURUS.service(), "kms:dek:create")).isTrue();
    }

    @Test
    void isNobodysToAssume() {
      letVisitorAssume();
      refused(
          () ->
              fixture
                  .iam
                  .agencies()
                  .assume(caller(), new Scope.DomainById(domain), "DWSAccessKMS", "127.0.0.1"),
          Failure.IAM_0003);
    }
  }
}
