package dev.coffer.server.iam.credential;

import static dev.coffer.server.iam.Fixture.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Fixture;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.Wire;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryKeysTest {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  @TempDir Path directory;
  private Fixture fixture;
  private User user;

  @BeforeEach
  void open() {
    fixture = Fixture.in(directory);
    user =
        fixture.iam.users().create(fixture.first.domain().id(), "walter", secret("Walter-1-pass"));
    fixture.iam.users().grant(user.id(), Policy.allowing(List.of("kms:*:*")));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TemporaryKeys.Wanted ofUser() {
    return new TemporaryKeys.Wanted(
        user.id(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private TemporaryKeys.Issued issue(String... actions) {
    Optional<Policy> policy =
        actions.length == 0 ? Optional.empty() : Optional.of(Policy.allowing(List.of(actions)));
    return fixture.iam.temporaryKeys().create(ofUser(), 900, policy);
  }

  private Caller authenticate(TemporaryKeys.Issued key) {
    return fixture
        .iam
        .gatekeeper()
        .authenticate(signed(key.accessKey(), key.secretKey(), key.securityToken()));
  }

  private RawRequest signed(String accessKey, String secretKey, String token) {
    HttpRequest request =
        HttpRequest.newBuilder()
            .withMethod(HttpMethod.GET)
            .withEndpoint("http://127.0.0.1:8640")
            .withPath("/v3/projects")
            .addHeader("X-Sdk-Date", TIME.format(fixture.now()))
            .addHeader("X-Security-Token", token)
            .build();
    var credentials = new BasicCredentials().withAk(accessKey).withSk(secretKey);
    return Wire.onTheWire(request, AKSKSigner.getInstance().sign(request, credentials));
  }

  private boolean may(Caller caller, String action) {
    return fixture
        .iam
        .gatekeeper()
        .allows(
            caller,
            new Access(
                action,
                Optional.of(fixture.first.project().id()),
                Resource.unnamed("*"),
                "127.0.0.1"));
  }

  private static void refused(ThrowingCallable call, Failure failure) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }

  @Test
  void standsForItsUserUntilItExpires() {
    TemporaryKeys.Issued key = issue();
    assertThat(key.accessKey()).matches("HST[0-9A-Z]{17}");
    Caller caller = authenticate(key);
    assertThat(caller.userId()).isEqualTo(user.id());
    assertThat(caller.session().temporary()).isTrue();
    assertThat(may(caller, "kms:cmk:list")).isTrue();
    fixture.pass(Duration.ofSeconds(899));
    authenticate(key);
    fixture.pass(Duration.ofSeconds(1));
    refused(() -> authenticate(key), Failure.APIGW_0301);
    fixture.iam.removeExpired();
    refused(() -> authenticate(key), Failure.APIGW_0301);
  }

  @Test
  void needsItsSecurityTokenAndNoOther() {
    TemporaryKeys.Issued key = issue();
    TemporaryKeys.Issued other = issue();
    var gate = fixture.iam.gatekeeper();
    for (String token : List.of(other.securityToken(), "", key.securityToken() + "A")) {
      refused(
          () -> gate.authenticate(signed(key.accessKey(), key.secretKey(), token)),
          Failure.APIGW_0301);
    }
    var permanent = fixture.iam.accessKeys().create(user.id());
    refused(
        () ->
            gate.authenticate(
                signed(permanent.accessKey(), permanent.secretKey(), key.securityToken())),
        Failure.APIGW_0301);
  }

  @Test
  void opensNoMoreThanItsPolicyAndNoMoreThanItsUser() {
    Caller narrowed = authenticate(issue("kms:cmk:get", "iam:users:listUsers"));
    assertThat(may(narrowed, "kms:cmk:get")).isTrue();
    assertThat(may(narrowed, "kms:cmk:list")).isFalse();
    assertThat(may(narrowed, "iam:users:listUsers")).isFalse();
  }

  @Test
  void isNotWidenedByLeaveThatOthersGive() {
    var granted =
        new Resource("KeyId", "x", () -> Resource.Attributes.NONE, Optional.empty(), _ -> true);
    var access = new Access("other:a:b", Optional.empty(), granted, "");
    assertThat(fixture.iam.gatekeeper().allows(authenticate(issue()), access)).isTrue();
    assertThat(fixture.iam.gatekeeper().allows(authenticate(issue("kms:cmk:get")), access))
        .isFalse();
  }

  @Test
  void livesNoLongerThanWhatItWasAskedWith() {
    var end = fixture.now().plus(Duration.ofMinutes(5));
    var key =
        fixture
            .iam
            .temporaryKeys()
            .create(
                new TemporaryKeys.Wanted(
                    user.id(),
                    Optional.empty(),
                    Optional.of(fixture.first.project().id()),
                    Optional.of(end)),
                86_400,
                Optional.empty());
    assertThat(key.expiresAt()).isEqualTo(end.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    assertThat(authenticate(key).reach())
        .isEqualTo(new Reach.OneProject(fixture.first.project().id()));
  }

  @Test
  void isRefusedOnceItsUserMayNotActOrHasAnotherPassword() {
    TemporaryKeys.Issued key = issue();
    authenticate(key);
    fixture.iam.users().setEnabled(user.id(), false);
    refused(() -> authenticate(key), Failure.APIGW_0301);
    fixture.iam.users().setEnabled(user.id(), true);
    authenticate(key);
    fixture.iam.users().setPassword(user.id(), secret("Another-1-pass"));
    refused(() -> authenticate(key), Failure.APIGW_0301);
  }

  @Test
  void livesFromAQuarterOfAnHourToADay() {
    for (int seconds : List.of(899, 86_401, 0, -1)) {
      refused(
          () -> fixture.iam.temporaryKeys().create(ofUser(), seconds, Optional.empty()),
          Failure.IAM_0001);
    }
  }

  @Test
  void outlivesARestartAndStandsNowhereInTheClear() throws Exception {
    TemporaryKeys.Issued key = issue("kms:cmk:get");
    try (Iam restarted = fixture.open(fixture::now)) {
      Caller caller =
          restarted
              .gatekeeper()
              .authenticate(signed(key.accessKey(), key.secretKey(), key.securityToken()));
      assertThat(caller.userId()).isEqualTo(user.id());
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain(key.secretKey())
            .doesNotContain(key.securityToken());
      }
    }
    assertThat(key.toString()).doesNotContain(key.secretKey());
  }
}
