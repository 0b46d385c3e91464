package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second user does what was granted, and nothing else. */
@ExtendWith(SharedCoffer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class PermissionTest {
  private static final String PASSWORD = "Second-User#1";

  private final Shared shared;
  private final Wire wire;
  private String owner = "";

  PermissionTest(Shared shared) {
    this.shared = shared;
    this.wire = Wire.to(shared.account.endpoint());
  }

  @BeforeAll
  void login() {
    owner = wire.token(shared.account);
  }

  @Test
  void nothingIsGrantedToANewUser() {
    createUser("new");
    String token = token("new");
    assertForbidden(switchOff(token));
    assertForbidden(wire.send(authenticated("GET", encryptionPath(), "", token)));
    assertForbidden(wire.send(authenticated("GET", project("/instances"), "", token)));
    Answer key =
        wire.send(
            authenticated(
                "POST", "/v1.0/" + shared.account.projectId() + "/kms/list-keys", "{}", token));
    assertThat(key.status()).isEqualTo(403);
    assertThat(key.isNested()).isTrue();
    assertThat(key.code()).isEqualTo("KMS.0307");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussdbformysql:backup:encrypt", "gaussdb:backup:encrypt"})
  void theActionOrItsAliasAllowsTheSwitchAndNothingElse(String action) {
    String name = action.replace(':', '-');
    String user = createUser(name);
    String token = token(name);
    assertForbidden(switchOff(token));

    grant(user, action);

    try {
      assertThat(switchOff(token).status()).isEqualTo(200);
      assertThat(shared.cloud.encryption(shared.instanceId)).isEqualTo("off");
      Answer told = wire.send(authenticated("GET", encryptionPath(), "", token));
      assertThat(told.json().get("encryption_status").asString()).isEqualTo("off");
      assertForbidden(wire.send(authenticated("GET", project("/instances"), "", token)));
    } finally {
      shared.cloud.turnOn(shared.instanceId, shared.keyId);
    }
  }

  @Test
  void anAccessKeyOfTheUserIsBoundByTheSameGrants() {
    String user = createUser("signing");
    Answer made =
        wire.send(
            authenticated(
                "POST",
                "/v3.0/OS-CREDENTIAL/credentials",
                json(Map.of("credential", Map.of("user_id", user))),
                owner));
    assertThat(made.status()).isEqualTo(201);
    var signing =
        Cloud.of(
            shared.account.endpoint(),
            made.json().at("/credential/access").asString(),
            made.json().at("/credential/secret").asString(),
            shared.account.projectId());
    assertThat(SdkTest.refusal(() -> signing.encryption(shared.instanceId)).getErrorCode())
        .isEqualTo("DBS.200010");
    grant(user, "gaussdbformysql:backup:encrypt");
    assertThat(signing.encryption(shared.instanceId)).isEqualTo("on");
  }

  @Test
  void aKeyOfAnotherProjectCannotBeUsed() {
    Cloud elsewhere =
        Cloud.of(
            shared.account.endpoint(),
            shared.account.accessKey(),
            shared.account.secretKey(),
            Shared.OTHER_PROJECT);
    String key = elsewhere.createKey("elsewhere", KeySpecEnum.AES_256);
    var refusal = SdkTest.refusal(() -> shared.cloud.turnOn(shared.instanceId, key));
    assertThat(refusal.getHttpStatusCode()).isEqualTo(400);
    assertThat(refusal.getErrorCode()).isEqualTo("DBS.280204");
    assertThat(refusal.getErrorMsg()).endsWith("kms_key_id does not exist");
    assertThat(SdkTest.refusal(() -> elsewhere.encryption(shared.instanceId)).getErrorCode())
        .isEqualTo("DBS.200002");
  }

  private String createUser(String name) {
    Answer made =
        wire.send(
            authenticated(
                "POST",
                "/v3/users",
                json(Map.of("user", Map.of("name", name, "password", PASSWORD))),
                owner));
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    return made.json().at("/user/id").asString();
  }

  private String token(String user) {
    return wire.token(shared.account.domainName(), user, PASSWORD, shared.account.projectId());
  }

  private void grant(String userId, String action) {
    Answer granted =
        wire.send(
            authenticated(
                "POST",
                "/coffer/v1/users/" + userId + "/grants",
                json(Map.of("actions", List.of(action))),
                owner));
    assertThat(granted.status()).as("%s", granted).isEqualTo(201);
  }

  private Answer switchOff(String token) {
    return wire.send(
        authenticated("POST", encryptionPath(), json(Map.of("encryption_status", "off")), token));
  }

  private String encryptionPath() {
    return project("/instances/" + shared.instanceId + "/backups/encryption");
  }

  private String project(String rest) {
    return "/v3/" + shared.account.projectId() + rest;
  }

  private static void assertForbidden(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("DBS.200010");
    assertThat(answer.isNested()).isFalse();
  }

  private static Request authenticated(String method, String path, String body, String token) {
    return Request.of(method, path, body).with("X-Auth-Token", token);
  }

  private static String json(Object value) {
    return Wire.JSON.writeValueAsString(value);
  }
}
