package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

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
  void encryptionIsTurnedOnUnderAKeyThatTheUserMayUseAndNoOther() {
    String user = createUser("switcher");
    String token = token("switcher");
    grant(user, "gaussdbformysql:backup:encrypt");
    Answer refused = switchOn(token, shared.keyId);
    assertForbidden(refused);
    assertThat(refused.message()).contains("kms:dek:create");

    giveLeave(user, "describe-key");
    assertForbidden(switchOn(token, shared.keyId));
    giveLeave(user, "create-datakey");
    assertThat(switchOn(token, shared.keyId).status()).isEqualTo(200);
    String other = shared.cloud.createKey("not-for-the-switcher", KeySpecEnum.AES_256);
    assertForbidden(switchOn(token, other));
    assertForbidden(switchOn(token, "00000000-0000-4000-8000-000000000000"));
  }

  @Test
  void clustersAreEncryptedUnderAKeyThatTheUserMayUseAndNoOther() {
    String user = createUser("converter");
    String token = token("converter");
    assertThat(onCluster("/v2/", "encrypt", choice(shared.keyId), token).code())
        .isEqualTo("DWS.0032");
    grant(user, "dws:cluster:encrypt");
    grant(user, "dws:cluster:rotateKey");
    for (int i = 0; i < 2; i++) {
      Answer refused = onCluster("/v2/", "encrypt", choice(shared.keyId), token);
      assertThat(refused.status()).as("%s", refused).isEqualTo(403);
      assertThat(refused.message()).contains("kms:dek:create");
      String key = json(Map.of("master_key_id", shared.keyId));
      assertThat(onCluster("/v1/", "rotate-key", key, token).status()).isEqualTo(403);
      giveLeave(user, "describe-key");
    }

    giveLeave(user, "create-datakey");

    assertThat(onCluster("/v2/", "encrypt", choice(shared.keyId), token).code())
        .isEqualTo("DWS.0047");
    assertThat(onCluster("/v1/", "rotate-key", "{}", token).code()).isEqualTo("DWS.0047");
  }

  private static String choice(String key) {
    return json(
        Map.of("encrypt", Map.of("master_key_id", key, "crypt_algorithm", "generalCipher")));
  }

  private Answer onCluster(String version, String verb, String body, String token) {
    String path =
        version
            + shared.account.projectId()
            + "/clusters/00000000-0000-4000-8000-000000000000/"
            + verb;
    return wire.send(authenticated("POST", path, body, token));
  }

  @Test
  void aGrantOpensTheOperationsThatItListsAndNoOther() {
    String user = createUser("grantee");
    String token = token("grantee");
    Answer before = kms("create-datakey", token);
    assertThat(before.code()).isEqualTo("KMS.0307");
    giveLeave(user, "create-datakey");
    assertThat(kms("create-datakey", token).status()).isEqualTo(200);
    assertThat(explained("grantee", "kms:dek:create")).isEqualTo("allowed by grant");
    assertThat(explained("grantee", "kms:dek:decrypt")).isEqualTo("not granted");
    assertThat(kms("create-datakey-without-plaintext", token).code()).isEqualTo("KMS.0307");
    assertThat(kms("describe-key", token).code()).isEqualTo("KMS.0307");
    assertThat(kms("disable-key", token).code()).isEqualTo("KMS.0307");
  }

  @Test
  void aPolicyAboutAKeyHoldsForItsAliasesToo() {
    String user = createUser("not-by-alias");
    String token = token("not-by-alias");
    grant(user, "kms:*:*");
    String deny =
        """
        {"policy":{"Version":"5.0","Statement":[{"Effect":"Deny","Action":["kms:dek:create"],\
        "Resource":["kms:*:*:KeyId:%s"]}]}}"""
            .formatted(shared.keyId);
    Answer granted =
        wire.send(authenticated("POST", "/coffer/v1/users/" + user + "/policies", deny, owner));
    assertThat(granted.status()).as("%s", granted).isEqualTo(201);
    assertThat(kms("create-datakey", token).code()).isEqualTo("KMS.0307");
    String byAlias = "{\"key_id\":\"alias/shared\"}";
    assertThat(wire.send(authenticated("POST", kmsPath("create-datakey"), byAlias, token)).code())
        .isEqualTo("KMS.0307");
    assertThat(kms("describe-key", token).status()).isEqualTo(200);
  }

  private String explained(String user, String action) {
    var question =
        Map.of(
            "user_name",
            user,
            "action",
            action,
            "project_id",
            shared.account.projectId(),
            "resource",
            Map.of("type", "KeyId", "id", shared.keyId));
    Answer answer =
        wire.send(authenticated("POST", "/coffer/v1/iam/explain", json(question), owner));
    return answer.json().path("decision").asString();
  }

  @Test
  void anAuditorReadsTheLogPageByPageAndNobodyElseDoes() {
    String user = createUser("looking-on");
    String token = token("looking-on");
    assertForbidden(wire.send(authenticated("GET", "/coffer/v1/audit/events", "", token)));
    Answer roles = wire.send(authenticated("GET", "/v3/roles?display_name=auditor", "", owner));
    String role = roles.json().at("/roles/0/id").asString();
    String given = "/coffer/v1/users/" + user + "/roles/" + role;
    assertThat(wire.send(authenticated("PUT", given, "", owner)).status()).isBetween(200, 204);

    var own = new ArrayList<JsonNode>();
    String marker = "0";
    while (!marker.isEmpty()) {
      Answer page =
          wire.send(
              authenticated("GET", "/coffer/v1/audit/events?limit=20&marker=" + marker, "", token));
      assertThat(page.status()).as("%s", page).isEqualTo(200);
      assertThat(page.json().get("events").size()).isLessThanOrEqualTo(20);
      for (JsonNode event : page.json().get("events")) {
        if (event.at("/actor/user_id").asString("").equals(user)) {
          own.add(event);
        }
      }
      marker = page.json().path("marker").asString("");
    }
    assertThat(own.getFirst().path("operation").asString()).isEqualTo("ListAuditEvents");
    assertThat(own.getFirst().path("status").asInt()).isEqualTo(403);
    assertThat(own.size()).isGreaterThan(1);
  }

  private Answer kms(String verb, String token) {
    String body = json(Map.of("key_id", shared.keyId));
    return wire.send(authenticated("POST", kmsPath(verb), body, token));
  }

  private String kmsPath(String verb) {
    return "/v1.0/" + shared.account.projectId() + "/kms/" + verb;
  }

  private void giveLeave(String userId, String operation) {
    String body =
        json(
            Map.of(
                "key_id",
                shared.keyId,
                "grantee_principal",
                userId,
                "operations",
                List.of(operation)));
    Answer made = wire.send(authenticated("POST", kmsPath("create-grant"), body, owner));
    assertThat(made.status()).as("%s", made).isEqualTo(200);
  }

  private Answer switchOn(String token, String keyId) {
    String body = json(Map.of("encryption_status", "on", "type", "kms", "kms_key_id", keyId));
    return wire.send(authenticated("POST", encryptionPath(), body, token));
  }

  @Test
  void aClusterIsShownAndCapturedByThoseAloneWhoMayDoThat() {
    String user = createUser("warehouse");
    String token = token("warehouse");
    String cluster =
        "/v1.0/" + shared.account.projectId() + "/clusters/" + shared.warehouse.clusterId();
    assertThat(wire.send(authenticated("GET", cluster, "", token)).code()).isEqualTo("DWS.0032");

    grant(user, "dws:cluster:getDetail");

    assertThat(wire.send(authenticated("GET", cluster, "", token)).status()).isEqualTo(200);
    Answer captured =
        wire.send(
            authenticated(
                "POST",
                "/v1.0/" + shared.account.projectId() + "/snapshots",
                json(
                    Map.of(
                        "snapshot",
                        Map.of("name", "never-taken", "cluster_id", shared.warehouse.clusterId()))),
                token));
    assertThat(captured.status()).isEqualTo(403);
    assertThat(captured.code()).isEqualTo("DWS.0032");
    Answer deleted = wire.send(authenticated("DELETE", cluster, "", token));
    assertThat(deleted.code()).isEqualTo("DWS.0032");
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
  void aServiceThatNoAgencyTrustsUsesNoKeyAndSaysSo() {
    String agencies = "/v3.0/OS-AGENCY/agencies";
    String name = "TaurusDBAccessKMS";
    Answer listed = wire.send(authenticated("GET", agencies + "?name=" + name, "", owner));
    String id = listed.json().at("/agencies/0/id").asString();
    assertThat(wire.send(authenticated("DELETE", agencies + "/" + id, "", owner)).status())
        .isEqualTo(204);
    try {
      var refusal = SdkTest.refusal(() -> shared.cloud.turnOn(shared.instanceId, shared.keyId));
      assertThat(refusal.getErrorCode()).isEqualTo("DBS.280204");
      assertThat(refusal.getErrorMsg()).contains("which no agency lets use it");
      String failed =
          shared.cloud.failed(shared.cloud.backUp(shared.instanceId, "not-trusted").jobId());
      assertThat(failed).contains("which no agency lets use it");
    } finally {
      trustAgain(agencies, name);
    }
    assertThat(shared.cloud.turnOn(shared.instanceId, shared.keyId)).isEqualTo("on");
  }

  private void trustAgain(String agencies, String name) {
    Map<String, ?> wanted = Map.of("name", name, "trust_domain_name", "op_svc_gaussdbformysql");
    Answer made = wire.send(authenticated("POST", agencies, json(Map.of("agency", wanted)), owner));
    String agency = made.json().at("/agency/id").asString();
    Answer roles = wire.send(authenticated("GET", "/v3/roles?display_name=kms_user", "", owner));
    String role = roles.json().at("/roles/0/id").asString();
    String path =
        "/v3.0/OS-INHERIT/domains/%s/agencies/%s/roles/%s/inherited_to_projects"
            .formatted(shared.account.domainId(), agency, role);
    assertThat(wire.send(authenticated("PUT", path, "", owner)).status()).isEqualTo(204);
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
