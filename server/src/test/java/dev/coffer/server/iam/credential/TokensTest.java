package dev.coffer.server.iam.credential;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Fixture;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.store.ControlDatabaseContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class TokensTest {
  @TempDir Path directory;
  private Fixture fixture;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Nested
  class Issued {
    @Test
    void standsForUserAndProjectForADay() {
      Token.Issued issued = fixture.projectToken();
      Token token = fixture.iam.tokens().validate(issued.value());

      assertThat(token).isEqualTo(issued.token());
      assertThat(token.userId()).isEqualTo(fixture.first.user().id());
      assertThat(token.projectId()).contains(fixture.first.project().id());
      assertThat(Duration.between(token.issuedAt(), token.expiresAt()))
          .isEqualTo(Duration.ofHours(24));
    }

    @Test
    void isScopedByNameAndToTheDomainAsWell() {
      var byName = fixture.token(new Scope.ProjectByName(Fixture.REGION));
      assertThat(byName.token().projectId()).contains(fixture.first.project().id());
      var domain = fixture.token(new Scope.DomainByName(fixture.first.domain().name()));
      assertThat(domain.token().projectId()).isEmpty();
      assertThat(
              fixture.token(new Scope.DomainById(fixture.first.domain().id())).token().domainId())
          .isEqualTo(fixture.first.domain().id());
    }

    @Test
    void outlivesARestart() {
      var issued = fixture.projectToken();
      try (Iam restarted = fixture.open(fixture::now)) {
        assertThat(restarted.tokens().validate(issued.value())).isEqualTo(issued.token());
      }
    }

    @Test
    void standsNowhereInTheDatabase() throws Exception {
      var issued = fixture.projectToken();
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          assertThat(
                  new String(
                      Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
              .doesNotContain(issued.value())
              .doesNotContain(fixture.first.password())
              .doesNotContain(fixture.first.accessKey().secretKey());
        }
      }
      assertThat(issued.toString()).doesNotContain(issued.value());
      assertThat(fixture.first.toString()).doesNotContain(fixture.first.password());
    }
  }

  @Nested
  class NotIssued {
    @Test
    void forAWrongPasswordUserOrDomain() {
      var scope = new Scope.ProjectByName(Fixture.REGION);
      String domain = fixture.first.domain().name();
      String user = fixture.first.user().name();
      String password = fixture.first.password();
      refused(() -> issue(domain, user, password + "x", scope), Failure.IAM_0002);
      refused(() -> issue(domain, user, "", scope), Failure.IAM_0002);
      refused(() -> issue(domain, user + "x", password, scope), Failure.IAM_0002);
      refused(() -> issue(domain + "x", user, password, scope), Failure.IAM_0002);
    }

    @Test
    void forAScopeThatIsNotTheUsers() {
      for (Scope scope :
          List.of(
              Scope.project("0".repeat(32)),
              new Scope.ProjectByName("elsewhere"),
              Scope.domain("0".repeat(32)),
              new Scope.DomainByName("elsewhere"))) {
        refused(() -> fixture.token(scope), Failure.IAM_0002);
      }
    }

    @Test
    void toAUserWhoMayNotAct() {
      fixture.iam.users().setEnabled(fixture.first.user().id(), false);
      refused(() -> fixture.projectToken(), Failure.IAM_0002);
    }

    private void issue(String domain, String user, String password, Scope scope) {
      fixture.iam.tokens().issue(domain, user, secret(password), scope);
    }
  }

  @Nested
  class Refused {
    @Test
    void afterADay() {
      var issued = fixture.projectToken();
      fixture.pass(Duration.ofHours(24).minusMillis(1));
      assertThat(fixture.iam.tokens().validate(issued.value())).isNotNull();
      fixture.pass(Duration.ofMillis(1));
      unauthorized(issued.value());
      assertThat(fixture.iam.tokens().removeExpired()).isOne();
      unauthorized(issued.value());
    }

    @Test
    void onceRevoked() {
      var issued = fixture.projectToken();
      var other = fixture.projectToken();
      fixture.iam.tokens().validate(issued.value());
      fixture.iam.tokens().revoke(issued.value());
      unauthorized(issued.value());
      assertThat(fixture.iam.tokens().validate(other.value())).isEqualTo(other.token());
    }

    @Test
    void onceTheUserMayNotAct() {
      var issued = fixture.projectToken();
      fixture.iam.tokens().validate(issued.value());
      fixture.iam.users().setEnabled(fixture.first.user().id(), false);
      unauthorized(issued.value());
    }

    @Test
    void cutExtendedAlteredOrInvented() {
      String value = fixture.projectToken().value();
      unauthorized(value.substring(1));
      unauthorized(value + "A");
      unauthorized((value.charAt(0) == 'A' ? "B" : "A") + value.substring(1));
      unauthorized("");
      unauthorized("null");
    }

    private void unauthorized(String value) {
      refused(() -> fixture.iam.tokens().validate(value), Failure.APIGW_0301);
    }
  }

  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }
}
