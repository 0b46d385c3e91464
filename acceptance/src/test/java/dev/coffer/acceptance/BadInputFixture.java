package dev.coffer.acceptance;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import com.huaweicloud.sdk.kms.v2.model.DeleteKeyRequest;
import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.util.Map;
import java.util.TreeMap;

/** The things that bad requests speak of, and the tokens they come with. */
final class BadInputFixture {
  private final Shared shared;
  private final Wire wire;
  private final String token;
  private final String foreignToken;
  private final Map<String, String> names = new TreeMap<>();

  BadInputFixture(Shared shared) {
    this.shared = shared;
    this.wire = Wire.to(shared.account.endpoint());
    this.token = wire.token(shared.account);
    this.foreignToken =
        wire.token(
            shared.account.domainName(),
            shared.account.userName(),
            shared.account.password(),
            Shared.OTHER_PROJECT);
    Cloud cloud = shared.cloud;
    names.put("project", shared.account.projectId());
    names.put("domain", shared.account.domainId());
    names.put("instance", shared.instanceId);
    names.put("backup", cloud.completeBackup(shared.instanceId, "bad-input"));
    names.put("key", cloud.createKey("bad-input", KeySpecEnum.AES_256));
    names.put("sm4", cloud.createKey("bad-input-sm4", KeySpecEnum.SM4));
    names.put("disabled", disabled(cloud));
    names.put("pending", pending(cloud));
    names.put("cluster", shared.warehouse.clusterId());
    String snapshot = shared.warehouse.capture("bad-input");
    shared.warehouse.finished(snapshot);
    shared.warehouse.awaitStatus("AVAILABLE");
    names.put("snapshot", snapshot);
    names.put("wrapped", made("create-datakey", "{\"key_id\":\"{key}\"}", "/cipher_text"));
    names.put(
        "user",
        made(
            ApiOperation.CREATE_USER
                .request()
                .withBody("{\"user\":{\"name\":\"bad-input\",\"password\":\"Bad-Input#1\"}}"),
            "/user/id"));
  }

  private static String disabled(Cloud cloud) {
    String key = cloud.createKey("bad-input-disabled", KeySpecEnum.AES_256);
    cloud.disable(key);
    return key;
  }

  private static String pending(Cloud cloud) {
    String key = cloud.createKey("bad-input-pending", KeySpecEnum.AES_256);
    cloud
        .keys()
        .deleteKey(
            new DeleteKeyRequest().withBody(body -> body.withKeyId(key).withPendingDays("7")));
    return key;
  }

  private String made(String verb, String body, String pointer) {
    return made(Request.of("POST", "/v1.0/{project}/kms/" + verb, body), pointer);
  }

  private String made(Request request, String pointer) {
    Answer answer = send(filled(request).with("X-Auth-Token", token));
    return answer.json().at(pointer).asString();
  }

  /** The request with every name filled in; without a token, if it has none. */
  Request filled(Request request) {
    return request.withPath(fill(request.path())).withBody(fill(request.body()));
  }

  private String fill(String text) {
    String filled = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace("{" + name.getKey() + "}", name.getValue());
    }
    return filled;
  }

  Answer send(Request request) {
    return wire.send(request);
  }

  Account account() {
    return shared.account;
  }

  String token() {
    return token;
  }

  /** A good token for another project. */
  String foreignToken() {
    return foreignToken;
  }

  String expiredToken() {
    return shared.expiredToken;
  }
}
