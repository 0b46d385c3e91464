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
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A server of its own in this process, and the vendor's IAM client that talks to it. */
record Iam(ServerHome home, CofferServer server, Account account, IamClient client, Wire wire)
    implements AutoCloseable {
  static final String PASSWORD = "Iam-Operations#1";

  /** Gives a test class a server that no other class sees. */
  static final class OfItsOwn implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Iam.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getStore(ExtensionContext.Namespace.create(Iam.class))
          .computeIfAbsent(Iam.class, _ -> start(ServerHome.create()), Iam.class);
    }
  }

  private static Iam start(ServerHome home) {
    var server = server(home.data());
    var account = Account.read(home.server().resolve("bootstrap.json"));
    return new Iam(
        home,
        server,
        account,
        client(account, account.accessKey(), account.secretKey()),
        Wire.to(account.endpoint()));
  }

  private static CofferServer server(Path data) {
    try {
      return CofferServer.start(
          new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    try (home) {
      server.close();
    }
  }
}
