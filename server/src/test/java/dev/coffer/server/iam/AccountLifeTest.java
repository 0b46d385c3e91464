package dev.coffer.server.iam;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.credential.Token;
import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.iam.directory.LoginPolicy;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.store.OnBothDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnBothDatabases
class AccountLifeTest {
  private static final String PASSWORD = "Second-1-password";

  @TempDir Path directory;
  private Fixture fixture;
  private User user;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
    user = fixture.iam.users().create(fixture.first.domain().id(), "second", secret(PASSWORD));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Token.Issued logIn(String password) {
    return logIn(fixture.iam, password);
  }

  private Token.Issued logIn(Iam iam, String password) {
    return iam.tokens()
        .issue(
            fixture.first.domain().name(),
            "second",
            secret(password),
            new Scope.ProjectById(fixture.first.project().id()));
  }

  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.failure()).isEqualTo(failure));
  }

  @Nested
  class Guessing {
    private void guess(int times) {
      for (int i = 0; i < times; i++) {
        refused(() -> logIn("wrong-password-1"), Failure.IAM_0002);
      }
    }

    @Test
    void locksTheAccountForAQuarterOfAnHour() {
      guess(LoginPolicy.DEFAULT.mostFailures());
      refused(() -> logIn(PASSWORD), Failure.IAM_0002);
      fixture.pass(Duration.ofMinutes(LoginPolicy.DEFAULT.lockoutMinutes()).minusSeconds(1));
      refused(() -> logIn(PASSWORD), Failure.IAM_0002);
      fixture.pass(Duration.ofSeconds(1));
      assertThat(logIn(PASSWORD).value()).isNotEmpty();
    }

    @Test
    void staysLockedThroughARestart() {
      guess(LoginPolicy.DEFAULT.mostFailures());
      try (Iam restarted = fixture.open(fixture::now)) {
        refused(() -> logIn(restarted, PASSWORD), Failure.IAM_0002);
        fixture.pass(Duration.ofMinutes(LoginPolicy.DEFAULT.lockoutMinutes()));
        assertThat(logIn(restarted, PASSWORD).value()).isNotEmpty();
      }
    }

    @Test
    void locksAsTheDomainSays() {
      fixture.iam.settings().set(user.domainId(), new LoginPolicy(3, 15, 60));
      guess(3);
      fixture.pass(Duration.ofMinutes(59));
      refused(() -> logIn(PASSWORD), Failure.IAM_0002);
      fixture.pass(Duration.ofMinutes(1));
      assertThat(logIn(PASSWORD).value()).isNotEmpty();
    }

    @Test
    void isForgottenWithAnotherPassword() {
      guess(LoginPolicy.DEFAULT.mostFailures());
      fixture.iam.users().setPassword(user.id(), secret("Another-1-password"));
      assertThat(logIn("Another-1-password").value()).isNotEmpty();
    }

    @Test
    void isForgottenAfterASuccess() {
      guess(LoginPolicy.DEFAULT.mostFailures() - 1);
      logIn(PASSWORD);
      guess(LoginPolicy.DEFAULT.mostFailures() - 1);
      assertThat(logIn(PASSWORD).value()).isNotEmpty();
    }

    @Test
    void locksNobodyElse() {
      guess(LoginPolicy.DEFAULT.mostFailures());
      assertThat(fixture.projectToken().value()).isNotEmpty();
    }
  }

  @Nested
  class AnotherPassword {
    @Test
    void revokesEveryToken() {
      String token = logIn(PASSWORD).value();
      fixture.bearer(token);
      fixture.iam.users().changePassword(user.id(), secret(PASSWORD), secret("Another-1-password"));

      refused(() -> fixture.bearer(token), Failure.APIGW_0301);
      refused(() -> logIn(PASSWORD), Failure.IAM_0002);
      assertThat(fixture.bearer(logIn("Another-1-password").value()).userName())
          .isEqualTo("second");
    }

    @Test
    void needsTheOneSoFar() {
      refused(
          () ->
              fixture
                  .iam
                  .users()
                  .changePassword(user.id(), secret("wrong-password-1"), secret("Another-1-pass")),
          Failure.IAM_0002);
      assertThat(logIn(PASSWORD).value()).isNotEmpty();
    }
  }

  @Nested
  class AnAccessKey {
    @Test
    void isRefusedWhileItIsInactive() {
      var key = fixture.iam.accessKeys().create(user.id(), "for the pipeline");
      assertThat(fixture.iam.accessKeys().of(user.id()))
          .singleElement()
          .satisfies(known -> assertThat(known.description()).isEqualTo("for the pipeline"))
          .satisfies(known -> assertThat(known.active()).isTrue());

      fixture.iam.accessKeys().update(key.accessKey(), false, "off");
      assertThat(fixture.iam.accessKeys().find(key.accessKey()))
          .hasValueSatisfying(known -> assertThat(known.active()).isFalse());
      refused(() -> authenticate(key), Failure.APIGW_0301);

      fixture.iam.accessKeys().update(key.accessKey(), true, "on");
      assertThat(authenticate(key)).isEqualTo("second");
    }

    private String authenticate(AccessKeys.Issued key) {
      return fixture.iam.gatekeeper().authenticate(GateTest.signed(key)).userName();
    }
  }

  @Nested
  class ADeletedUser {
    @Test
    void leavesNothingThatOpens() {
      String token = logIn(PASSWORD).value();
      var key = fixture.iam.accessKeys().create(user.id());
      fixture.iam.users().grant(user.id(), Policy.allowing(List.of("*")));
      fixture.iam.users().delete(user.id());

      refused(() -> fixture.bearer(token), Failure.APIGW_0301);
      refused(() -> logIn(PASSWORD), Failure.IAM_0002);
      assertThat(fixture.iam.accessKeys().find(key.accessKey())).isEmpty();
      assertThat(fixture.iam.users().list(fixture.first.domain().id()))
          .extracting(User::name)
          .containsExactly(fixture.first.user().name());
      refused(() -> fixture.iam.users().delete(user.id()), Failure.IAM_0004);
    }
  }

  @Nested
  class ATokenForAToken {
    @Test
    void isForAnotherScopeAndLivesNoLonger() {
      Token.Issued held = logIn(PASSWORD);
      fixture.pass(Duration.ofHours(1));
      Token.Issued other =
          fixture
              .iam
              .tokens()
              .rescope(held.value(), new Scope.DomainById(fixture.first.domain().id()));

      assertThat(other.token().projectId()).isEmpty();
      assertThat(other.token().expiresAt()).isEqualTo(held.token().expiresAt());
    }

    @Test
    void isRefusedForATokenThatIsNoMore() {
      Token.Issued held = logIn(PASSWORD);
      fixture.iam.tokens().revoke(held.value());
      refused(
          () ->
              fixture
                  .iam
                  .tokens()
                  .rescope(held.value(), new Scope.DomainById(fixture.first.domain().id())),
          Failure.APIGW_0301);
    }
  }
}
