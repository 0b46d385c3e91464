package dev.coffer.acceptance;

import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.iam.v3.IamClient;
import com.huaweicloud.sdk.iam.v3.model.*;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A server of its own in this process, and the vendor's IAM client that talks to it. */
record Iam(CofferServer server, Account account, IamClient client, Wire wire)
    implements AutoCloseable {
  static final String PASSWORD = "Iam-Operations#1";

  static Iam start(Path directory) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Path data = directory.resolve("data");
    var server =
        CofferServer.start(
            new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true));
    var account = Account.read(data.resolve("bootstrap.json"));
    return new Iam(
        server,
        account,
        client(account, account.accessKey(), account.secretKey()),
        Wire.to(account.endpoint()));
  }

  private static IamClient client(Account account, String accessKey, String secretKey) {
    return IamClient.newBuilder()
        .withCredential(
            new GlobalCredentials()
                .withAk(accessKey)
                .withSk(secretKey)
                .withDomainId(account.domainId()))
        .withEndpoints(List.of(account.endpoint()))
        .build();
  }

  /** A client of whoever the access key belongs to. */
  IamClient clientOf(CreateCredentialResult key) {
    return client(account, key.getAccess(), key.getSecret());
  }

  CreateCredentialResult accessKey(String userId) {
    return client
        .createPermanentAccessKey(
            new CreatePermanentAccessKeyRequest()
                .withBody(
                    body ->
                        body.withCredential(
                            wanted -> wanted.withUserId(userId).withDescription("for tests"))))
        .getCredential();
  }

  String user(String name) {
    return client
        .keystoneCreateUser(
            new KeystoneCreateUserRequest()
                .withBody(
                    body -> body.withUser(user -> user.withName(name).withPassword(PASSWORD))))
        .getUser()
        .getId();
  }

  String group(String name) {
    return client
        .keystoneCreateGroup(
            new KeystoneCreateGroupRequest()
                .withBody(body -> body.withGroup(group -> group.withName(name))))
        .getGroup()
        .getId();
  }

  String role(String name, String action) {
    return client
        .createCloudServiceCustomPolicy(
            new CreateCloudServiceCustomPolicyRequest()
                .withBody(
                    body ->
                        body.withRole(
                            role ->
                                role.withDisplayName(name)
                                    .withType("AX")
                                    .withDescription("for tests")
                                    .withPolicy(
                                        policy ->
                                            policy
                                                .withVersion("1.1")
                                                .addStatementItem(
                                                    new ServiceStatement()
                                                        .withEffect(
                                                            ServiceStatement.EffectEnum.ALLOW)
                                                        .withAction(List.of(action)))))))
        .getRole()
        .getId();
  }

  Answer get(String path, String token) {
    return wire.send(Request.of("GET", path, "").with("X-Auth-Token", token));
  }

  Answer post(String path, Object body, String token) {
    return wire.send(
        Request.of("POST", path, Wire.JSON.writeValueAsString(body)).with("X-Auth-Token", token));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
