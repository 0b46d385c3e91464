package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.iam.v3.model.*;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequest;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequestBody;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** Users and their access keys, called by the vendor's IAM client. */
@ExtendWith(Iam.OfItsOwn.class)
@TestInstance(Lifecycle.PER_CLASS)
final class IamAccountsTest {
  private static final String NEXT = "Iam-Operations#2";

  private final Iam iam;

  IamAccountsTest(Iam iam) {
    this.iam = iam;
  }

  @Nested
  class Users {
    @Test
    void areListedShownAndDeleted() {
      String id = iam.user("passing");
      assertThat(
              iam.client()
                  .keystoneListUsers(new KeystoneListUsersRequest().withName("passing"))
                  .getUsers())
          .extracting(KeystoneListUsersResult::getId)
          .containsExactly(id);
      assertThat(
              iam.client()
                  .keystoneShowUser(new KeystoneShowUserRequest().withUserId(id))
                  .getUser()
                  .getName())
          .isEqualTo("passing");
      iam.client().keystoneDeleteUser(new KeystoneDeleteUserRequest().withUserId(id));
      assertThat(
              SdkTest.refusal(
                  () ->
                      iam.client().keystoneShowUser(new KeystoneShowUserRequest().withUserId(id))))
          .returns("IAM.0004", ServiceResponseException::getErrorCode)
          .returns(404, ServiceResponseException::getHttpStatusCode);
    }

    @Test
    void signInWithTheirPasswordUntilItIsChanged() {
      String id = iam.user("changing");
      iam.clientOf(iam.accessKey(id))
          .keystoneUpdateUserPassword(
              new KeystoneUpdateUserPasswordRequest()
                  .withUserId(id)
                  .withBody(
                      body ->
                          body.withUser(
                              user -> user.withOriginalPassword(Iam.PASSWORD).withPassword(NEXT))));
      assertThat(signIn("changing", Iam.PASSWORD)).isEqualTo(401);
      assertThat(signIn("changing", NEXT)).isEqualTo(201);
    }

    @Test
    void areShutOutByAnAdministrator() {
      String id = iam.user("closing");
      assertThat(signIn("closing", Iam.PASSWORD)).isEqualTo(201);
      iam.client()
          .keystoneUpdateUserByAdmin(
              new KeystoneUpdateUserByAdminRequest()
                  .withUserId(id)
                  .withBody(body -> body.withUser(user -> user.withEnabled(false))));
      assertThat(signIn("closing", Iam.PASSWORD)).isEqualTo(401);
    }

    @Test
    void seeTheProjectsThatTheyMaySignInTo() {
      assertThat(
              iam.client()
                  .keystoneListAuthProjects(new KeystoneListAuthProjectsRequest())
                  .getProjects())
          .extracting(AuthProjectResult::getId)
          .contains(iam.account().projectId());
    }

    private int signIn(String name, String password) {
      var auth =
          Map.of(
              "auth",
              Map.of(
                  "identity",
                  Map.of(
                      "methods",
                      new String[] {"password"},
                      "password",
                      Map.of(
                          "user",
                          Map.of(
                              "name",
                              name,
                              "password",
                              password,
                              "domain",
                              Map.of("name", iam.account().domainName())))),
                  "scope",
                  Map.of("project", Map.of("id", iam.account().projectId()))));
      return iam.post("/v3/auth/tokens", auth, "").status();
    }
  }

  @Nested
  class AccessKeys {
    private Cloud signedWith(CreateCredentialResult key) {
      return Cloud.of(
          iam.account().endpoint(), key.getAccess(), key.getSecret(), iam.account().projectId());
    }

    private int listKeys(Cloud cloud) {
      return SdkTest.refusal(
              () ->
                  cloud.keys().listKeys(new ListKeysRequest().withBody(new ListKeysRequestBody())))
          .getHttpStatusCode();
    }

    @Test
    void areListedShownAndTellTheirSecretOnce() {
      String user = iam.user("with-a-key");
      CreateCredentialResult made = iam.accessKey(user);
      assertThat(made.getSecret()).isNotEmpty();
      assertThat(
              iam.client()
                  .listPermanentAccessKeys(new ListPermanentAccessKeysRequest().withUserId(user))
                  .getCredentials())
          .extracting(Credentials::getAccess)
          .containsExactly(made.getAccess());
      assertThat(
              iam.client()
                  .showPermanentAccessKey(
                      new ShowPermanentAccessKeyRequest().withAccessKey(made.getAccess()))
                  .getCredential())
          .returns("active", ShowCredential::getStatus)
          .returns("for tests", ShowCredential::getDescription)
          .returns(user, ShowCredential::getUserId);
    }

    @Test
    void signUntilTheyAreSwitchedOffOrDeleted() {
      CreateCredentialResult made = iam.accessKey(iam.user("signer"));
      Cloud signed = signedWith(made);
      // Known, but given no permission.
      assertThat(listKeys(signed)).isEqualTo(403);
      iam.client()
          .updatePermanentAccessKey(
              new UpdatePermanentAccessKeyRequest()
                  .withAccessKey(made.getAccess())
                  .withBody(
                      body ->
                          body.withCredential(
                              wanted ->
                                  wanted.withStatus(UpdateCredentialOption.StatusEnum.INACTIVE))));
      assertThat(listKeys(signed)).isEqualTo(401);
      iam.client()
          .deletePermanentAccessKey(
              new DeletePermanentAccessKeyRequest().withAccessKey(made.getAccess()));
      assertThat(listKeys(signed)).isEqualTo(401);
      assertThat(
              SdkTest.refusal(
                  () ->
                      iam.client()
                          .showPermanentAccessKey(
                              new ShowPermanentAccessKeyRequest().withAccessKey(made.getAccess()))))
          .returns(404, ServiceResponseException::getHttpStatusCode);
    }
  }
}
