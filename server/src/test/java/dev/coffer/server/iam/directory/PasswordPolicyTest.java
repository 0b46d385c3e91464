package dev.coffer.server.iam.directory;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Fixture;
import dev.coffer.server.iam.credential.Token;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.identity.User;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordPolicyTest {
  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }

  @Nested
  class Characters {
    private final PasswordPolicy strict = new PasswordPolicy(2, 0, 10, 1, true, 0, 3);

    @ParameterizedTest
    @CsvSource({
      "Abcdefgh1",
      "abcdefghi1",
      "ABCDEFGHIJ",
      "Aaaab12345",
      "Walter-1234567",
      "7654321-retlaw"
    })
    void thatBreakARuleAreRefused(String password) {
      String user = password.startsWith("7") ? "walter-1234567" : "WALTER-1234567";
      refused(() -> strict.check(user, secret(password)), Failure.IAM_0001);
    }

    @ParameterizedTest
    @CsvSource({"Abcdefgh12", "aabb-11223344", "Walter-1234568"})
    void thatKeepThemAreTaken(String password) {
      strict.check("Walter-1234567", secret(password));
    }

    @Test
    void areBoundedWhateverThePolicy() {
      PasswordPolicy.DEFAULT.check("walter", secret("a1".repeat(64)));
      refused(
          () -> PasswordPolicy.DEFAULT.check("walter", secret("a1".repeat(64) + "a")),
          Failure.IAM_0001);
    }

    @Test
    void cannotBeAskedForBeyondTheVendorsBounds() {
      refused(() -> new PasswordPolicy(33, 0, 8, 1, true, 0, 2), Failure.IAM_0001);
      refused(() -> new PasswordPolicy(0, 1441, 8, 1, true, 0, 2), Failure.IAM_0001);
      refused(() -> new PasswordPolicy(0, 0, 5, 1, true, 0, 2), Failure.IAM_0001);
      refused(() -> new PasswordPolicy(0, 0, 8, 11, true, 0, 2), Failure.IAM_0001);
      refused(() -> new PasswordPolicy(0, 0, 8, 1, true, 181, 2), Failure.IAM_0001);
      refused(() -> new PasswordPolicy(0, 0, 8, 1, true, 0, 5), Failure.IAM_0001);
    }
  }

  @Nested
  class OfADomain {
    private static final String FIRST = "First-1-password";
    private static final String SECOND = "Second-2-password";

    @TempDir Path directory;
    private Fixture fixture;
    private User user;

    @BeforeEach
    void open() {
      fixture = Fixture.in(directory);
      user = fixture.iam.users().create(fixture.first.domain().id(), "walter", secret(FIRST));
    }

    @AfterEach
    void close() {
      fixture.close();
    }

    private void set(PasswordPolicy policy) {
      fixture.iam.settings().set(user.domainId(), policy);
    }

    private void change(String from, String to) {
      fixture.iam.users().changePassword(user.id(), secret(from), secret(to));
    }

    private Token.Issued logIn(String password) {
      return fixture
          .iam
          .tokens()
          .issue(
              fixture.first.domain().name(),
              "walter",
              secret(password),
              new Scope.DomainById(user.domainId()));
    }

    @Test
    void holdsForNewUsersToo() {
      set(new PasswordPolicy(0, 0, 20, 1, true, 0, 2));
      refused(
          () -> fixture.iam.users().create(user.domainId(), "third", secret(FIRST)),
          Failure.IAM_0001);
    }

    @Test
    void refusesPasswordsOfBefore() {
      set(new PasswordPolicy(0, 0, 8, 2, true, 0, 2));
      fixture.pass(Duration.ofMinutes(1));
      change(FIRST, SECOND);
      fixture.pass(Duration.ofMinutes(1));
      refused(() -> change(SECOND, FIRST), Failure.IAM_0001);
      change(SECOND, "Third-3-password");
      fixture.pass(Duration.ofMinutes(1));
      change("Third-3-password", FIRST);
      assertThat(logIn(FIRST).value()).isNotEmpty();
    }

    @Test
    void keepsAPasswordForAWhile() {
      set(new PasswordPolicy(0, 10, 8, 1, true, 0, 2));
      fixture.pass(Duration.ofMinutes(9));
      refused(() -> change(FIRST, SECOND), Failure.IAM_0003);
      fixture.pass(Duration.ofMinutes(1));
      change(FIRST, SECOND);
      assertThat(logIn(SECOND).value()).isNotEmpty();
    }

    @Test
    void letsAPasswordExpireWhichItsUserCanStillChange() {
      set(new PasswordPolicy(0, 0, 8, 1, true, 30, 2));
      fixture.pass(Duration.ofDays(30).minusSeconds(1));
      assertThat(logIn(FIRST).value()).isNotEmpty();
      fixture.pass(Duration.ofSeconds(1));
      refused(() -> logIn(FIRST), Failure.IAM_0002);
      change(FIRST, SECOND);
      assertThat(logIn(SECOND).value()).isNotEmpty();
    }
  }
}
