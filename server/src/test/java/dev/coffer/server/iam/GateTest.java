package dev.coffer.server.iam;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.signature.PerformedRequests;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.store.OnBothDatabases;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnBothDatabases
class GateTest {
  private static final String ENCRYPT = "gaussdbformysql:backup:encrypt";

  @TempDir Path directory;
  private Fixture fixture;
  private Gatekeeper gate;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
    gate = fixture.iam.gatekeeper();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Nested
  class WithASignature {
    @Test
    void knowsTheUserOfTheAccessKey() {
      Caller caller = gate.authenticate(signed(fixture.first.accessKey()));
      assertThat(caller.userId()).isEqualTo(fixture.first.user().id());
      assertThat(caller.userName()).isEqualTo(fixture.first.user().name());
      assertThat(caller.domainId()).isEqualTo(fixture.first.domain().id());
      assertThat(caller.domainName()).isEqualTo(fixture.first.domain().name());
      assertThat(caller.reach()).isEqualTo(new Reach.Everything());
      assertThat(gate.admits(caller, fixture.first.project().id())).isTrue();
    }

    @Test
    void knowsItAfterARestart() {
      try (Iam restarted = fixture.open(fixture::now)) {
        assertThat(restarted.gatekeeper().authenticate(signed(fixture.first.accessKey())).userId())
            .isEqualTo(fixture.first.user().id());
      }
    }

    @Test
    void isRefusedWhereItWasCarriedOutBefore() {
      RawRequest request = signed(fixture.first.accessKey());
      gate.authenticate(request);
      gate.performed(request);
      fixture.pass(PerformedRequests.GRACE);
      gate.authenticate(request);
      fixture.pass(Duration.ofSeconds(1));
      unauthorized(() -> gate.authenticate(request));
      gate.authenticate(signed(fixture.first.accessKey(), "20261121T160011Z"));
    }

    @Test
    void isGoodForAnotherTryWhereItWasNot() {
      RawRequest request = signed(fixture.first.accessKey());
      gate.authenticate(request);
      fixture.pass(Duration.ofMinutes(14));
      gate.authenticate(request);
    }

    @Test
    void refusesAnUnknownAccessKeyLikeAWrongSignatureAndAWrongDate() {
      var key = fixture.first.accessKey();
      var unknown =
          new AccessKeys.Issued("UNKNOWN", key.secretKey(), key.userId(), key.createdAt());
      var wrong = new AccessKeys.Issued(key.accessKey(), "wrong", key.userId(), key.createdAt());
      assertThatThrownBy(() -> gate.authenticate(signed(key, "20261121T170001Z")))
          .isInstanceOf(Refusal.class)
          .hasMessage(
              org.assertj.core.api.Assertions.catchThrowable(
                      () -> gate.authenticate(signed(unknown)))
                  .getMessage());
      assertThatThrownBy(() -> gate.authenticate(signed(unknown)))
          .isInstanceOf(Refusal.class)
          .hasMessage(
              org.assertj.core.api.Assertions.catchThrowable(() -> gate.authenticate(signed(wrong)))
                  .getMessage());
    }

    @Test
    void refusesADeletedAccessKeyAtOnce() {
      RawRequest request = signed(fixture.first.accessKey());
      gate.authenticate(request);
      fixture.iam.accessKeys().delete(fixture.first.accessKey().accessKey());
      unauthorized(() -> gate.authenticate(request));
    }

    @Test
    void refusesAUserWhoMayNotActAtOnce() {
      RawRequest request = signed(fixture.first.accessKey());
      gate.authenticate(request);
      fixture.iam.users().setEnabled(fixture.first.user().id(), false);
      unauthorized(() -> gate.authenticate(request));
    }

    @Test
    void refusesASecretKeyMovedToAnotherAccessKey() {
      User other = user("other");
      var stolen = fixture.iam.accessKeys().create(other.id());
      fixture
          .database
          .jdbi()
          .useHandle(
              h ->
                  h.execute(
                      "UPDATE iam_access_key SET sealed_secret = (SELECT sealed_secret FROM"
                          + " iam_access_key WHERE access_key = ?) WHERE access_key = ?",
                      stolen.accessKey(),
                      fixture.first.accessKey().accessKey()));
      try (Iam restarted = fixture.open(fixture::now)) {
        assertThatThrownBy(() -> restarted.gatekeeper().authenticate(signed(stolen)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("was altered");
      }
    }
  }

  @Nested
  class WithAToken {
    @Test
    void knowsTheUserAndAdmitsToTheProjectOfTheToken() {
      Caller caller = fixture.bearer(fixture.projectToken().value());
      assertThat(caller.userName()).isEqualTo(fixture.first.user().name());
      assertThat(caller.reach()).isEqualTo(new Reach.OneProject(fixture.first.project().id()));
      assertThat(gate.admits(caller, fixture.first.project().id())).isTrue();
    }

    @Test
    void refusesAnInventedOne() {
      unauthorized(() -> fixture.bearer("invented"));
    }
  }

  @Test
  void refusesARequestThatProvesNothing() {
    unauthorized(() -> gate.authenticate(Wire.of("GET", "/v3/projects", "", Map.of(), "")));
  }

  @Nested
  class InAnotherProject {
    @Test
    void admitsNobody() {
      Caller caller = fixture.bearer(fixture.projectToken().value());
      ProjectId foreign = project("f".repeat(32), domain("e".repeat(32)));
      ProjectId sibling = project("d".repeat(32), fixture.first.domain().id().value());
      try (Iam restarted = fixture.open(fixture::now)) {
        Gatekeeper fresh = restarted.gatekeeper();
        assertThat(fresh.admits(caller, foreign)).isFalse();
        assertThat(fresh.admits(caller, sibling)).isFalse();
        assertThat(fresh.admits(caller, new ProjectId("0".repeat(32)))).isFalse();
        Caller signer = fresh.authenticate(signed(fixture.first.accessKey()));
        assertThat(fresh.admits(signer, sibling)).isTrue();
        assertThat(fresh.admits(signer, foreign)).isFalse();
      }
    }

    private String domain(String id) {
      insert("INSERT INTO iam_domain (id, name, created_at) VALUES (?, 'elsewhere', 1)", id);
      return id;
    }

    private ProjectId project(String id, String domainId) {
      insert(
          "INSERT INTO iam_project (id, domain_id, name, created_at) VALUES (?, ?, 'another', 1)",
          id,
          domainId);
      return new ProjectId(id);
    }

    private void insert(String sql, Object... values) {
      fixture.database.jdbi().useHandle(h -> h.execute(sql, values));
    }
  }

  @Nested
  class Permissions {
    @Test
    void letTheAdministratorDoEverything() {
      assertThat(allows(fixture.first.user(), ENCRYPT)).isTrue();
      assertThat(allows(fixture.first.user(), "anything:at:all")).isTrue();
    }

    @Test
    void letANewUserDoNothingUntilGranted() {
      User user = user("second");
      assertThat(allows(user, ENCRYPT)).isFalse();

      fixture.iam.users().grant(user.id(), Policy.allowing(List.of(ENCRYPT)));
      assertThat(allows(user, ENCRYPT)).isTrue();
      assertThat(allows(user, "gaussdbformysql:backup:delete")).isFalse();

      fixture.iam.users().revokeAll(user.id());
      assertThat(allows(user, ENCRYPT)).isFalse();
    }

    @Test
    void areGrantedUnderTheOlderNameOfAnActionToo() {
      User user = user("second");
      fixture.iam.users().grant(user.id(), Policy.allowing(List.of("gaussdb:backup:encrypt")));
      assertThat(allows(user, ENCRYPT)).isTrue();
    }

    @Test
    void endWhenTheUserMayNotAct() {
      fixture.iam.users().setEnabled(fixture.first.user().id(), false);
      assertThat(allows(fixture.first.user(), ENCRYPT)).isFalse();
    }

    private boolean allows(User user, String action) {
      var caller = new Caller(user.id(), "", user.domainId(), "", new Reach.Everything());
      return gate.allows(
          caller,
          new Access(
              action,
              Optional.of(fixture.first.project().id()),
              Resource.unnamed("instance"),
              "127.0.0.1"));
    }
  }

  @Nested
  class ANewUser {
    @Test
    void signsAndLogsInOnItsOwn() {
      User user = user("second");
      var key = fixture.iam.accessKeys().create(user.id());
      assertThat(gate.authenticate(signed(key)).userName()).isEqualTo("second");
      var token =
          fixture
              .iam
              .tokens()
              .issue(
                  fixture.first.domain().name(),
                  "second",
                  secret("a password"),
                  new Scope.ProjectByName(Fixture.REGION));
      assertThat(fixture.bearer(token.value()).userId()).isEqualTo(user.id());
      assertThat(fixture.iam.users().find(fixture.first.domain().id(), user.id())).contains(user);
      assertThat(fixture.iam.users().find(new DomainId("f".repeat(32)), user.id())).isEmpty();
    }

    @Test
    void mustBeThereToBeGivenAnything() {
      var nobody = new UserId("0".repeat(32));
      refused(() -> fixture.iam.accessKeys().create(nobody), Failure.IAM_0004);
      refused(
          () -> fixture.iam.users().grant(nobody, Policy.allowing(List.of("*"))), Failure.IAM_0004);
      refused(() -> fixture.iam.users().policies(nobody), Failure.IAM_0004);
    }

    @Test
    void needsANameOfItsOwnAndAPassword() {
      user("second");
      refused(() -> user("second"), Failure.IAM_0005);
      refused(() -> user("2nd"), Failure.IAM_0001);
      refused(() -> user("a".repeat(65)), Failure.IAM_0001);
      refused(
          () -> fixture.iam.users().create(fixture.first.domain().id(), "third", secret("short")),
          Failure.IAM_0001);
    }
  }

  private User user(String name) {
    return fixture.iam.users().create(fixture.first.domain().id(), name, secret("a password"));
  }

  static RawRequest signed(AccessKeys.Issued key) {
    return signed(key, "20261121T160001Z");
  }

  private static RawRequest signed(AccessKeys.Issued key, String date) {
    HttpRequest request =
        HttpRequest.newBuilder()
            .withMethod(HttpMethod.GET)
            .withEndpoint("http://127.0.0.1:46501")
            .withPath("/v3/projects")
            .addHeader("X-Sdk-Date", date)
            .build();
    var credentials = new BasicCredentials().withAk(key.accessKey()).withSk(key.secretKey());
    return Wire.onTheWire(request, AKSKSigner.getInstance().sign(request, credentials));
  }

  private static void unauthorized(ThrowingCallable call) {
    refused(call, Failure.APIGW_0301);
  }

  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }
}
