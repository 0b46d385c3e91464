package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.iam.v3.model.*;
import com.huaweicloud.sdk.kms.v2.KmsClient;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequest;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequestBody;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What belongs to a domain: projects, the catalog, its policies and tokens, called by the vendor's
 * IAM client.
 */
@ExtendWith(Iam.OfItsOwn.class)
@TestInstance(Lifecycle.PER_CLASS)
final class IamDomainTest {
  private final Iam iam;

  IamDomainTest(Iam iam) {
    this.iam = iam;
  }

  @Nested
  class Projects {
    @Test
    void areMadeRenamedSuspendedAndUsed() {
      var made =
          iam.client()
              .keystoneCreateProject(
                  new KeystoneCreateProjectRequest()
                      .withBody(
                          body ->
                              body.withProject(
                                  project ->
                                      project
                                          .withName("cn-north-4_orders")
                                          .withParentId(iam.account().projectId()))))
              .getProject();
      KmsClient keys =
          Cloud.of(
                  iam.account().endpoint(),
                  iam.account().accessKey(),
                  iam.account().secretKey(),
                  made.getId())
              .keys();
      var list = new ListKeysRequest().withBody(new ListKeysRequestBody());
      assertThat(keys.listKeys(list).getKeys()).isEmpty();

      iam.client()
          .keystoneUpdateProject(
              new KeystoneUpdateProjectRequest()
                  .withProjectId(made.getId())
                  .withBody(
                      body -> body.withProject(project -> project.withDescription("the orders"))));
      assertThat(
              iam.client()
                  .keystoneShowProject(new KeystoneShowProjectRequest().withProjectId(made.getId()))
                  .getProject())
          .returns("the orders", ProjectResult::getDescription)
          .returns(iam.account().projectId(), ProjectResult::getParentId);

      setStatus(made.getId(), UpdateProjectOption.StatusEnum.SUSPENDED);
      assertThat(SdkTest.refusal(() -> keys.listKeys(list)).getHttpStatusCode()).isEqualTo(403);
      assertThat(
              iam.client()
                  .showProjectDetailsAndStatus(
                      new ShowProjectDetailsAndStatusRequest().withProjectId(made.getId()))
                  .getProject()
                  .getStatus())
          .isEqualTo("suspended");
      setStatus(made.getId(), UpdateProjectOption.StatusEnum.NORMAL);
      assertThat(keys.listKeys(list).getKeys()).isEmpty();
    }

    private void setStatus(String id, UpdateProjectOption.StatusEnum status) {
      iam.client()
          .updateProjectStatus(
              new UpdateProjectStatusRequest()
                  .withProjectId(id)
                  .withBody(body -> body.withProject(project -> project.withStatus(status))));
    }

    @Test
    void ofAUserAreThoseOfItsDomain() {
      String user = iam.user("with-projects");
      assertThat(
              iam.client()
                  .keystoneListProjectsForUser(
                      new KeystoneListProjectsForUserRequest().withUserId(user))
                  .getProjects())
          .extracting(ProjectResult::getId)
          .contains(iam.account().projectId());
    }

    @Test
    void areClosedToATokenForTheDomain() {
      String token =
          iam.wire()
              .token(
                  iam.account().domainName(),
                  iam.account().userName(),
                  iam.account().password(),
                  null);
      assertThat(
              iam.post("/v1.0/" + iam.account().projectId() + "/kms/list-keys", Map.of(), token)
                  .status())
          .isEqualTo(403);
      assertThat(iam.get("/v3/users", token).status()).isEqualTo(200);
    }
  }

  @Nested
  class EnterpriseProjects {
    @Test
    void areMadeRenamedSwitchedOffAndAskedForByWhatIsMadeInThem() {
      String token = iam.wire().token(iam.account());
      Answer made = iam.post("/v1.0/enterprise-projects", Map.of("name", "finance"), token);
      assertThat(made.status()).isEqualTo(201);
      String id = made.json().at("/enterprise_project/id").asString();
      Answer listed = iam.get("/v1.0/enterprise-projects?name=fin", token);
      assertThat(listed.json().get("total_count").asInt()).isOne();
      assertThat(iam.get("/v1.0/enterprise-projects/0", token).json().toString())
          .contains("default");
      String path = "/v1.0/enterprise-projects/" + id;
      Request rename = Request.of("PUT", path, "{\"name\":\"accounting\"}");
      assertThat(iam.wire().send(rename.with("X-Auth-Token", token)).json().toString())
          .contains("accounting");

      assertThat(createKey("in-finance", id, token).status()).isEqualTo(200);
      assertThat(iam.post(path + "/action", Map.of("action", "disable"), token).status())
          .isEqualTo(204);
      assertThat(createKey("too-late", id, token).code()).isEqualTo("KMS.0308");
      assertThat(createKey("nowhere", "f".repeat(8), token).code()).isEqualTo("KMS.0308");
    }

    private Answer createKey(String alias, String enterpriseProject, String token) {
      return iam.post(
          "/v1.0/" + iam.account().projectId() + "/kms/create-key",
          Map.of("key_alias", alias, "enterprise_project_id", enterpriseProject),
          token);
    }
  }

  @Nested
  class Catalogs {
    @Test
    void nameEveryServiceAtTheAddressThatTheCallerUsed() {
      String token = iam.wire().token(iam.account());
      var listed = iam.get("/v3/auth/catalog", token).json().get("catalog");
      assertThat(listed.toString())
          .contains(iam.account().endpoint() + "/v3/" + iam.account().projectId())
          .contains(iam.account().endpoint() + "/v1.0/" + iam.account().projectId());
      assertThat(iam.client().keystoneShowCatalog(new KeystoneShowCatalogRequest()).getCatalog())
          .extracting(Catalog::getType)
          .containsExactly("iam", "eps");
      var validated =
          iam.client()
              .keystoneValidateToken(new KeystoneValidateTokenRequest().withXSubjectToken(token));
      assertThat(validated.getToken().getCatalog()).hasSize(5);
      assertThat(validated.getToken().getProject().getId()).isEqualTo(iam.account().projectId());
      assertThat(
              iam.client()
                  .keystoneValidateToken(
                      new KeystoneValidateTokenRequest()
                          .withXSubjectToken(token)
                          .withNocatalog("yes"))
                  .getToken()
                  .getCatalog())
          .isEmpty();
    }

    @Test
    void areListedPartByPart() {
      assertThat(iam.client().keystoneListRegions(new KeystoneListRegionsRequest()).getRegions())
          .extracting(Region::getId)
          .containsExactly("cn-north-4");
      assertThat(
              iam.client()
                  .keystoneShowRegion(new KeystoneShowRegionRequest().withRegionId("cn-north-4"))
                  .getRegion()
                  .getId())
          .isEqualTo("cn-north-4");
      var service =
          iam.client()
              .keystoneListServices(new KeystoneListServicesRequest().withType("kms"))
              .getServices()
              .getFirst();
      assertThat(
              iam.client()
                  .keystoneListEndpoints(
                      new KeystoneListEndpointsRequest().withServiceId(service.getId()))
                  .getEndpoints())
          .singleElement()
          .satisfies(
              endpoint -> assertThat(endpoint.getUrl()).startsWith(iam.account().endpoint()));
    }
  }

  @Nested
  class SecurityPolicies {
    @Test
    void ofPasswordsAreShownSetAndHold() {
      var before =
          iam.client()
              .showDomainPasswordPolicy(
                  new ShowDomainPasswordPolicyRequest().withDomainId(iam.account().domainId()))
              .getPasswordPolicy();
      setLeastLength(20);
      try {
        assertThat(SdkTest.refusal(() -> iam.user("short-password")).getErrorCode())
            .isEqualTo("IAM.0001");
      } finally {
        setLeastLength(before.getMinimumPasswordLength());
      }
      assertThat(iam.user("long-enough")).isNotEmpty();
    }

    private void setLeastLength(int length) {
      var policy =
          iam.client()
              .updateDomainPasswordPolicy(
                  new UpdateDomainPasswordPolicyRequest()
                      .withDomainId(iam.account().domainId())
                      .withBody(
                          body ->
                              body.withPasswordPolicy(
                                  wanted -> wanted.withMinimumPasswordLength(length))))
              .getPasswordPolicy();
      assertThat(policy.getMinimumPasswordLength()).isEqualTo(length);
    }

    @Test
    void ofLoginsAreShownAndSet() {
      var set =
          iam.client()
              .updateDomainLoginPolicy(
                  new UpdateDomainLoginPolicyRequest()
                      .withDomainId(iam.account().domainId())
                      .withBody(
                          body -> body.withLoginPolicy(wanted -> wanted.withLoginFailedTimes(4))))
              .getLoginPolicy();
      assertThat(set.getLoginFailedTimes()).isEqualTo(4);
      assertThat(
              iam.client()
                  .showDomainLoginPolicy(
                      new ShowDomainLoginPolicyRequest().withDomainId(iam.account().domainId()))
                  .getLoginPolicy()
                  .getLoginFailedTimes())
          .isEqualTo(4);
    }

    @Test
    void ofAnotherDomainAreNotShown() {
      assertThat(
              SdkTest.refusal(
                      () ->
                          iam.client()
                              .showDomainLoginPolicy(
                                  new ShowDomainLoginPolicyRequest().withDomainId("0".repeat(32))))
                  .getHttpStatusCode())
          .isEqualTo(403);
    }
  }

  @Nested
  class Tokens {
    @Test
    void areIssuedForAPasswordAndForAToken() {
      var issued =
          iam.client()
              .keystoneCreateUserTokenByPassword(
                  new KeystoneCreateUserTokenByPasswordRequest()
                      .withBody(
                          body ->
                              body.withAuth(
                                  auth ->
                                      auth.withIdentity(
                                              identity ->
                                                  identity
                                                      .addMethodsItem(
                                                          PwdIdentity.MethodsEnum.PASSWORD)
                                                      .withPassword(
                                                          password ->
                                                              password.withUser(
                                                                  user ->
                                                                      user.withName(
                                                                              iam.account()
                                                                                  .userName())
                                                                          .withPassword(
                                                                              iam.account()
                                                                                  .password())
                                                                          .withDomain(
                                                                              domain ->
                                                                                  domain.withName(
                                                                                      iam.account()
                                                                                          .domainName())))))
                                          .withScope(
                                              scope ->
                                                  scope.withProject(
                                                      project ->
                                                          project.withId(
                                                              iam.account().projectId()))))));
      assertThat(issued.getToken().getCatalog()).isNotEmpty();
      var scoped =
          iam.client()
              .keystoneCreateScopedToken(
                  new KeystoneCreateScopedTokenRequest()
                      .withBody(
                          body ->
                              body.withAuth(
                                  auth ->
                                      auth.withIdentity(
                                              identity ->
                                                  identity
                                                      .addMethodsItem("token")
                                                      .withToken(
                                                          token ->
                                                              token.withId(
                                                                  issued.getXSubjectToken())))
                                          .withScope(
                                              scope ->
                                                  scope.withDomain(
                                                      domain ->
                                                          domain.withId(
                                                              iam.account().domainId()))))));
      assertThat(scoped.getToken().getDomain().getId()).isEqualTo(iam.account().domainId());
    }
  }
}
