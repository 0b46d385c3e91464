package dev.coffer.acceptance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.huaweicloud.sdk.core.ClientBuilder;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.FieldExistence;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.core.http.LocationType;
import java.util.List;
import java.util.Map;

/** What this version of the vendor's DWS client does not have, through its low-level client. */
record DwsEncryption(HcClient client) {
  static DwsEncryption of(Account account) {
    return new DwsEncryption(
        new ClientBuilder<>(client -> client)
            .withCredential(
                new BasicCredentials()
                    .withAk(account.accessKey())
                    .withSk(account.secretKey())
                    .withProjectId(account.projectId()))
            .withEndpoints(List.of(account.endpoint()))
            .build());
  }

  /** Every field of the three answers; one that is not there is empty. */
  static final class Answer extends SdkResponse {
    @JsonProperty("job_id")
    String jobId = "";

    @JsonProperty("id")
    String id = "";

    @JsonProperty("cluster_id")
    String clusterId = "";

    @JsonProperty("master_key_id")
    String masterKeyId = "";

    @JsonProperty("master_key_name")
    String masterKeyName = "";

    @JsonProperty("last_rotate_key_time")
    String lastRotateKeyTime = "";

    @JsonProperty("rotate_key_time")
    String rotateKeyTime = "";

    @JsonProperty("crypt_algorithm")
    String cryptAlgorithm = "";
  }

  private record Call(String clusterId, Map<String, Object> body) {}

  Answer encrypt(String clusterId, Map<String, Object> choice) {
    return post("/v2/{project_id}/clusters/{cluster_id}/encrypt", clusterId, choice);
  }

  Answer rotate(String clusterId, Map<String, Object> body) {
    return post("/v1/{project_id}/clusters/{cluster_id}/rotate-key", clusterId, body);
  }

  Answer info(String clusterId) {
    var path = "/v1/{project_id}/clusters/{cluster_id}/encrypt-info";
    var builder =
        HttpRequestDef.builder(HttpMethod.GET, Call.class, Answer.class)
            .withUri(path)
            .withContentType("application/json");
    return send(builder, new Call(clusterId, Map.of()));
  }

  private Answer post(String path, String clusterId, Map<String, Object> body) {
    var builder =
        HttpRequestDef.builder(HttpMethod.POST, Call.class, Answer.class)
            .withUri(path)
            .withContentType("application/json;charset=UTF-8");
    builder.<Object>withRequestField(
        "body",
        LocationType.Body,
        FieldExistence.NULL_IGNORE,
        Object.class,
        field -> field.withMarshaller(Call::body, (call, _) -> {}));
    return send(builder, new Call(clusterId, body));
  }

  private Answer send(HttpRequestDef.Builder<Call, Answer> builder, Call call) {
    builder.<String>withRequestField(
        "cluster_id",
        LocationType.Path,
        FieldExistence.NON_NULL_NON_EMPTY,
        String.class,
        field -> field.withMarshaller(Call::clusterId, (given, _) -> {}));
    return client.syncInvokeHttp(call, builder.withName("encryption").build());
  }
}
