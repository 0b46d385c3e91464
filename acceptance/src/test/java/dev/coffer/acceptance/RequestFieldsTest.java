package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.Fields.Fault;
import dev.coffer.acceptance.Fields.Faulty;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Service;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Each field of each body that KMS and IAM take, wrong in each way that its type can be. The
 * requests are made out of the operations' own records, so that none is forgotten.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestFieldsTest {
  private static final String POLICY =
      "{\"Version\":\"1.1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"kms:cmk:list\"]}]}";

  private final ServerHome home = ServerHome.create();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> good = new TreeMap<>();
  private CofferServer server;
  private Wire wire;
  private String token;
  private ServerState state;
  private int made;

  @BeforeAll
  void start() throws Exception {
    server =
        CofferServer.start(
            new ServerConfig(home.data(), "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true));
    wire = Wire.to(server.url());
    Account account = Account.read(home.server().resolve("bootstrap.json"));
    token = wire.token(account);
    state = new ServerState(home);
    names.put("project_id", account.projectId());
    names.put("asked_id", account.projectId());
    names.put("domain_id", account.domainId());
    good.putAll(
        Map.ofEntries(
            Map.entry("key_spec", "AES_256"),
            Map.entry("pending_days", "7"),
            Map.entry("datakey_length", "256"),
            Map.entry("datakey_plain_length", "64"),
            Map.entry("datakey_cipher_length", "32"),
            Map.entry("random_data_length", "512"),
            Map.entry("plain_text", "00".repeat(96)),
            Map.entry("cipher_text", "00".repeat(188)),
            Map.entry("message", "AQID"),
            Map.entry("message_type", "RAW"),
            Map.entry("signature", "AQID"),
            Map.entry("mac", "AQID"),
            Map.entry("signing_algorithm", "ECDSA_SHA_256"),
            Map.entry("mac_algorithm", "HMAC_SM3"),
            Map.entry("wrapping_algorithm", "RSAES_OAEP_SHA_256"),
            Map.entry("rotation_interval", "30"),
            Map.entry("grantee_principal", "somebody"),
            Map.entry("operations", "create-datakey"),
            Map.entry("grant_id", "0".repeat(64)),
            Map.entry("methods", "password"),
            Map.entry("password", "Never-Used#1"),
            Map.entry("original_password", "Never-Used#2"),
            Map.entry("trust_domain_name", "op_svc_dws"),
            Map.entry("display_name", "never-made"),
            Map.entry("type", "AX"),
            Map.entry("policy", POLICY),
            Map.entry("status", "active"),
            Map.entry("actions", "kms:cmk:list"),
            Map.entry("action", "enable"),
            Map.entry("user_name", "nobody"),
            Map.entry("minimum_password_length", "8"),
            Map.entry("login_failed_times", "5"),
            Map.entry("key", "tag"),
            Map.entry("value", "value"),
            Map.entry("values", "value"),
            Map.entry("duration_seconds", "900")));
    String user =
        made("/v3/users", "{'user':{'name':'user%d','password':'Ever-Used#1'}}", "/user/id", made);
    names.put("user_id", user);
    good.put("user_id", user);
    names.put("group_id", made("/v3/groups", "{'group':{'name':'group%d'}}", "/group/id", made));
    fresh();
  }

  // Whatever a request was accepted for may have used the names up, and the key.
  private void fresh() {
    made++;
    if (!isEnabled(names.getOrDefault("key_id", ""))) {
      String key = made("/v1.0/{project_id}/kms/create-key", "key_alias", "/key_info/key_id");
      names.put("key_id", key);
      good.put("key_id", key);
      good.put("target_key_id", key);
    }
    good.put("alias", "alias/made" + made);
    good.put("aliases", "alias/made" + made);
    good.put("key_alias", "wanted" + made);
    good.put("name", "wanted" + made);
  }

  private boolean isEnabled(String key) {
    Answer told =
        send("POST", "/v1.0/{project_id}/kms/describe-key", "{\"key_id\":\"" + key + "\"}");
    return told.json().at("/key_info/key_state").asString("").equals("2");
  }

  private String made(String path, String field, String pointer) {
    return made(path, "{'" + field + "':'made%d'}", pointer, made);
  }

  private String made(String path, String body, String pointer, int number) {
    Answer answer = send("POST", path, body.formatted(number).replace('\'', '"'));
    assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
    return answer.json().at(pointer).asString();
  }

  @AfterAll
  void stop() throws Exception {
    try (home) {
      state.close();
      server.close();
    }
  }

  @Test
  void areRefusedWithTheVendorsCodesAndNothingChanges() throws Exception {
    var accepted = new TreeSet<String>();
    var softly = new SoftAssertions();
    int sent = 0;
    for (Operation<?> operation : server.operations()) {
      if (isOurs(operation)) {
        sent += check(operation, accepted, softly);
      }
    }
    softly.assertThat(sent).isGreaterThan(900);
    softly.assertThat(accepted).containsExactlyElementsOf(new TreeSet<>(ACCEPTED));
    softly.assertAll();
  }

  private static boolean isOurs(Operation<?> operation) {
    boolean service = operation.service() == Service.KMS || operation.service() == Service.IAM;
    return service && operation.body().type() != Operation.Nothing.class;
  }

  private int check(Operation<?> operation, Set<String> accepted, SoftAssertions softly)
      throws Exception {
    List<Faulty> faults = new Fields(good).faults(operation.body().type());
    var before = state.now();
    var missing = new HashMap<String, Answer>();
    for (Faulty faulty : faults) {
      Answer answer =
          send(
              operation.method().name(),
              operation.path().text(),
              Wire.JSON.writeValueAsString(faulty.body()));
      String what = operation.name() + "." + faulty.field() + " " + faulty.fault();
      if (answer.status() < 300) {
        if (!SOUND.contains(faulty.fault())) {
          accepted.add(what);
        }
        fresh();
        before = state.now();
        continue;
      }
      assertRefused(softly, what, operation, faulty, answer);
      if (faulty.fault() == Fault.MISSING) {
        missing.put(faulty.field(), answer);
      }
      Answer absent = missing.get(faulty.field());
      if (faulty.fault() == Fault.NULL && absent != null) {
        softly.assertThat(answer.code()).as(what).isEqualTo(absent.code());
      }
      softly.assertThat(state.now().equals(before)).as(what + " changes nothing").isTrue();
    }
    return faults.size();
  }

  private static void assertRefused(
      SoftAssertions softly, String what, Operation<?> operation, Faulty faulty, Answer answer) {
    softly.assertThat(answer.status()).as("%s: %s", what, answer).isBetween(400, 499);
    boolean exact = faulty.fault() == Fault.WRONG_TYPE;
    String invalid = operation.service() == Service.KMS ? "KMS\\.0308" : "IAM\\.0001";
    softly
        .assertThat(answer.code())
        .as("%s: %s", what, answer)
        .matches(exact ? invalid : "(KMS|IAM|APIGW)\\.\\d{4}");
  }

  private Answer send(String method, String path, String body) {
    String filled = path;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace("{" + name.getKey() + "}", name.getValue());
    }
    // What is not there: agencies, roles, key stores.
    filled = filled.replaceAll("\\{[a-z_]+}", "0".repeat(32));
    return wire.send(Request.of(method, filled, body).with("X-Auth-Token", token));
  }

  /** What is absent may be optional, and what is unknown is ignored. */
  private static final Set<Fault> SOUND = EnumSet.of(Fault.MISSING, Fault.NULL, Fault.UNKNOWN);

  /**
   * What is odd or long and still good: texts for people, data, passwords, what is only compared
   * with ids, and the kind of a data key whose length is given, which wins.
   */
  private static final List<String> ACCEPTED =
      List.of(
          "CreateDatakey.additional_authenticated_data ODD",
          "CreateDatakey.key_spec ODD",
          "CreateDatakey.key_spec TOO_LONG",
          "CreateDatakeyWithoutPlaintext.additional_authenticated_data ODD",
          "CreateDatakeyWithoutPlaintext.key_spec ODD",
          "CreateDatakeyWithoutPlaintext.key_spec TOO_LONG",
          "CreateGrant.grantee_principal ODD",
          "CreateGrant.name ODD",
          "CreateGrant.retiring_principal ODD",
          "CreatePermanentAccessKey.credential.description ODD",
          "EncryptData.additional_authenticated_data ODD",
          "EncryptData.plain_text ODD",
          "KeystoneUpdateGroup.group.description ODD",
          "KeystoneUpdateProject.project.description ODD",
          "KeystoneUpdateUserByAdmin.user.password ODD",
          "ListKeys.enterprise_project_id ODD",
          "ListKeys.enterprise_project_id TOO_LONG",
          "UpdateKeyDescription.key_description ODD",
          "UpdateUser.user.password ODD");
}
