package dev.coffer.server.iam;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.LoginPolicy;
import dev.coffer.server.iam.identity.User;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user who changes the own password, and does not know it. */
class PasswordChangeTest {
  private static final int MANY = 24;

  @TempDir Path directory;
  private Fixture fixture;
  private User user;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
    user =
        fixture
            .iam
            .users()
            .create(fixture.first.domain().id(), "second", secret("Second-1-password"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void oneAtATimeIsHashed() throws Exception {
    var together = new CyclicBarrier(MANY);
    var answers = new ArrayList<Future<Failure>>();
    try (var executor = Executors.newFixedThreadPool(MANY)) {
      for (int i = 0; i < MANY; i++) {
        answers.add(
            executor.submit(
                () -> {
                  together.await();
                  return guess(fixture.iam);
                }));
      }
    }
    var failures = new ArrayList<Failure>();
    for (var answer : answers) {
      failures.add(answer.get());
    }
    assertThat(failures).containsOnly(Failure.IAM_0002, Failure.APIGW_0308);
  }

  @Test
  void aLockedAccountHashesNothing() {
    for (int i = 0; i < LoginPolicy.DEFAULT.mostFailures(); i++) {
      assertThat(guess(fixture.iam)).isEqualTo(Failure.IAM_0002);
    }
    breakHash();
    try (Iam restarted = fixture.open(fixture::now)) {
      assertThat(guess(restarted)).isEqualTo(Failure.IAM_0002);
    }
  }

  @Test
  void oneThatIsNotLockedIsHashed() {
    breakHash();
    try (Iam restarted = fixture.open(fixture::now)) {
      assertThatThrownBy(() -> guess(restarted)).isInstanceOf(IllegalStateException.class);
    }
  }

  /** What is hashed against it fails. */
  private void breakHash() {
    fixture
        .database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE iam_user SET password_hash = 'none' WHERE id = ?", user.id().value()));
  }

  private Failure guess(Iam iam) {
    try {
      iam.users().changePassword(user.id(), secret("Wrong-1-password"), secret("Third-1-password"));
    } catch (Refusal refused) {
      return refused.failure();
    }
    throw new AssertionError("the password was changed");
  }
}
