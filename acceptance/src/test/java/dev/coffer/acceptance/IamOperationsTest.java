package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.iam.v3.IamClient;
import com.huaweicloud.sdk.iam.v3.model.*;
import com.huaweicloud.sdk.kms.v2.KmsClient;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequest;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequestBody;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The operations of the vendor's IAM client that are answered, called by that client. */
@TestInstance(Lifecycle.PER_CLASS)
final class IamOperationsTest {
  private static final String PASSWORD = "Iam-Operations#1";

  private CofferServer server;
  private Account account;
  private IamClient iam;
  private Wire wire;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Path data = directory.resolve("data");
    server =
        CofferServer.start(
            new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true));
    account = Account.read(data.resolve("bootstrap.json"));
    wire = Wire.to(account.endpoint());
    iam =
        IamClient.newBuilder()
            .withCredential(
                new GlobalCredentials()
                    .withAk(account.accessKey())
                    .withSk(account.secretKey())
                    .withDomainId(account.domainId()))
            .withEndpoints(List.of(account.endpoint()))
            .build();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private String user(String name) {
    return iam.keystoneCreateUser(
            new KeystoneCreateUserRequest()
                .withBody(
                    body -> body.withUser(user -> user.withName(name).withPassword(PASSWORD))))
        .getUser()
        .getId();
  }

  private String group(String name) {
    return iam.keystoneCreateGroup(
            new KeystoneCreateGroupRequest()
                .withBody(body -> body.withGroup(group -> group.withName(name))))
        .getGroup()
        .getId();
  }

  private String role(String name, String action) {
    return iam.createCloudServiceCustomPolicy(
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

  private Answer get(String path, String token) {
    return wire.send(Request.of("GET", path, "").with("X-Auth-Token", token));
  }

  private Answer post(String path, Object body, String token) {
    return wire.send(
        Request.of("POST", path, Wire.JSON.writeValueAsString(body)).with("X-Auth-Token", token));
  }

  private static ServiceResponseException refusal(ThrowingCallable call) {
    return SdkTest.refusal(call);
  }

  @Nested
  class Groups {
    @Test
    void areMadeListedRenamedAndDeleted() {
      String id = group("made");
      assertThat(
              iam.keystoneListGroups(new KeystoneListGroupsRequest().withName("made")).getGroups())
          .singleElement()
          .satisfies(found -> assertThat(found.getId()).isEqualTo(id));
      iam.keystoneUpdateGroup(
          new KeystoneUpdateGroupRequest()
              .withGroupId(id)
              .withBody(body -> body.withGroup(group -> group.withName("renamed"))));
      var shown = iam.keystoneShowGroup(new KeystoneShowGroupRequest().withGroupId(id)).getGroup();
      assertThat(shown.getName()).isEqualTo("renamed");
      assertThat(shown.getCreateTime()).isPositive();
      iam.keystoneDeleteGroup(new KeystoneDeleteGroupRequest().withGroupId(id));
      assertThat(
              refusal(() -> iam.keystoneShowGroup(new KeystoneShowGroupRequest().withGroupId(id))))
          .returns("IAM.0004", ServiceResponseException::getErrorCode);
    }

    @Test
    void haveMembers() {
      String group = group("with-members");
      String user = user("member");
      iam.keystoneAddUserToGroup(
          new KeystoneAddUserToGroupRequest().withGroupId(group).withUserId(user));
      iam.keystoneCheckUserInGroup(
          new KeystoneCheckUserInGroupRequest().withGroupId(group).withUserId(user));
      assertThat(
              iam.keystoneListUsersForGroupByAdmin(
                      new KeystoneListUsersForGroupByAdminRequest().withGroupId(group))
                  .getUsers())
          .extracting(KeystoneUserResult::getId)
          .containsExactly(user);
      assertThat(
              iam.keystoneListGroupsForUser(new KeystoneListGroupsForUserRequest().withUserId(user))
                  .getGroups())
          .extracting(KeystoneGroupResult::getId)
          .containsExactly(group);
      iam.keystoneRemoveUserFromGroup(
          new KeystoneRemoveUserFromGroupRequest().withGroupId(group).withUserId(user));
      assertThat(
              refusal(
                      () ->
                          iam.keystoneCheckUserInGroup(
                              new KeystoneCheckUserInGroupRequest()
                                  .withGroupId(group)
                                  .withUserId(user)))
                  .getHttpStatusCode())
          .isEqualTo(404);
    }
  }

  @Nested
  class Roles {
    @Test
    void areMadeChangedAndDeletedUnlessHeld() {
      String id = role("changed", "kms:cmk:list");
      assertThat(
              iam.listCustomPolicies(new ListCustomPoliciesRequest()).getRoles().stream()
                  .map(ListPolicyRoleResult::getId))
          .contains(id);
      iam.updateCloudServiceCustomPolicy(
          new UpdateCloudServiceCustomPolicyRequest()
              .withRoleId(id)
              .withBody(
                  body ->
                      body.withRole(
                          role ->
                              role.withDisplayName("changed-again")
                                  .withType("AX")
                                  .withPolicy(
                                      policy ->
                                          policy
                                              .withVersion("1.1")
                                              .addStatementItem(
                                                  new ServiceStatement()
                                                      .withEffect(ServiceStatement.EffectEnum.ALLOW)
                                                      .withAction(List.of("kms:cmk:get")))))));
      var shown = iam.showCustomPolicy(new ShowCustomPolicyRequest().withRoleId(id)).getRole();
      assertThat(shown.getDisplayName()).isEqualTo("changed-again");
      assertThat(shown.getPolicy().getStatement().getFirst().getAction())
          .containsExactly("kms:cmk:get");
      iam.deleteCustomPolicy(new DeleteCustomPolicyRequest().withRoleId(id));
      assertThat(
              refusal(() -> iam.showCustomPolicy(new ShowCustomPolicyRequest().withRoleId(id)))
                  .getErrorCode())
          .isEqualTo("IAM.0004");
    }

    @Test
    void thatComeWithTheServerAreListedAndShown() {
      var roles = iam.keystoneListPermissions(new KeystoneListPermissionsRequest()).getRoles();
      var operator =
          roles.stream()
              .filter(role -> role.getName().equals("operator"))
              .findFirst()
              .orElseThrow();
      assertThat(
              iam.keystoneShowPermission(
                      new KeystoneShowPermissionRequest().withRoleId(operator.getId()))
                  .getRole()
                  .getDisplayName())
          .isEqualTo("operator");
    }

    @Test
    void countForTheGroupWhereTheyWereGiven() {
      String role = role("list-keys", "kms:cmk:list");
      String group = group("key-listers");
      String user = user("lister");
      iam.keystoneAddUserToGroup(
          new KeystoneAddUserToGroupRequest().withGroupId(group).withUserId(user));
      String token = wire.token(account.domainName(), "lister", PASSWORD, account.projectId());
      String listKeys = "/v1.0/" + account.projectId() + "/kms/list-keys";
      assertThat(post(listKeys, Map.of(), token).status()).isEqualTo(403);

      giveInProject(group, role);
      assertThat(post(listKeys, Map.of(), token).status()).isEqualTo(200);
      takeBackInProject(group, role);
      assertThat(post(listKeys, Map.of(), token).status()).isEqualTo(403);

      giveInDomain(group, role);
      assertThat(post(listKeys, Map.of(), token).status()).isEqualTo(403);

      giveEverywhere(group, role);
      assertThat(post(listKeys, Map.of(), token).status()).isEqualTo(200);
      iam.deleteDomainGroupInheritedRole(
          new DeleteDomainGroupInheritedRoleRequest()
              .withDomainId(account.domainId())
              .withGroupId(group)
              .withRoleId(role));
      assertThat(post(listKeys, Map.of(), token).status()).isEqualTo(403);
    }

    private void giveInProject(String group, String role) {
      iam.keystoneAssociateGroupWithProjectPermission(
          new KeystoneAssociateGroupWithProjectPermissionRequest()
              .withProjectId(account.projectId())
              .withGroupId(group)
              .withRoleId(role));
      iam.keystoneCheckProjectPermissionForGroup(
          new KeystoneCheckProjectPermissionForGroupRequest()
              .withProjectId(account.projectId())
              .withGroupId(group)
              .withRoleId(role));
      assertThat(
              iam.keystoneListProjectPermissionsForGroup(
                      new KeystoneListProjectPermissionsForGroupRequest()
                          .withProjectId(account.projectId())
                          .withGroupId(group))
                  .getRoles())
          .extracting(RoleResult::getId)
          .containsExactly(role);
    }

    private void takeBackInProject(String group, String role) {
      iam.keystoneRemoveProjectPermissionFromGroup(
          new KeystoneRemoveProjectPermissionFromGroupRequest()
              .withProjectId(account.projectId())
              .withGroupId(group)
              .withRoleId(role));
    }

    private void giveInDomain(String group, String role) {
      iam.keystoneAssociateGroupWithDomainPermission(
          new KeystoneAssociateGroupWithDomainPermissionRequest()
              .withDomainId(account.domainId())
              .withGroupId(group)
              .withRoleId(role));
      iam.keystoneCheckDomainPermissionForGroup(
          new KeystoneCheckDomainPermissionForGroupRequest()
              .withDomainId(account.domainId())
              .withGroupId(group)
              .withRoleId(role));
      assertThat(
              iam.keystoneListDomainPermissionsForGroup(
                      new KeystoneListDomainPermissionsForGroupRequest()
                          .withDomainId(account.domainId())
                          .withGroupId(group))
                  .getRoles())
          .hasSize(1);
    }

    private void giveEverywhere(String group, String role) {
      iam.updateDomainGroupInheritRole(
          new UpdateDomainGroupInheritRoleRequest()
              .withDomainId(account.domainId())
              .withGroupId(group)
              .withRoleId(role));
      iam.keystoneCheckroleForGroup(
          new KeystoneCheckroleForGroupRequest()
              .withDomainId(account.domainId())
              .withGroupId(group)
              .withRoleId(role));
      assertThat(
              iam.keystoneListAllProjectPermissionsForGroup(
                      new KeystoneListAllProjectPermissionsForGroupRequest()
                          .withDomainId(account.domainId())
                          .withGroupId(group))
                  .getRoles())
          .hasSize(1);
      iam.keystoneRemoveDomainPermissionFromGroup(
          new KeystoneRemoveDomainPermissionFromGroupRequest()
              .withDomainId(account.domainId())
              .withGroupId(group)
              .withRoleId(role));
    }
  }

  @Nested
  class Projects {
    @Test
    void areMadeRenamedSuspendedAndUsed() {
      var made =
          iam.keystoneCreateProject(
                  new KeystoneCreateProjectRequest()
                      .withBody(
                          body ->
                              body.withProject(
                                  project ->
                                      project
                                          .withName("cn-north-4_orders")
                                          .withParentId(account.projectId()))))
              .getProject();
      KmsClient keys =
          Cloud.of(account.endpoint(), account.accessKey(), account.secretKey(), made.getId())
              .keys();
      var list = new ListKeysRequest().withBody(new ListKeysRequestBody());
      assertThat(keys.listKeys(list).getKeys()).isEmpty();

      iam.keystoneUpdateProject(
          new KeystoneUpdateProjectRequest()
              .withProjectId(made.getId())
              .withBody(
                  body -> body.withProject(project -> project.withDescription("the orders"))));
      assertThat(
              iam.keystoneShowProject(new KeystoneShowProjectRequest().withProjectId(made.getId()))
                  .getProject())
          .returns("the orders", ProjectResult::getDescription)
          .returns(account.projectId(), ProjectResult::getParentId);

      setStatus(made.getId(), UpdateProjectOption.StatusEnum.SUSPENDED);
      assertThat(refusal(() -> keys.listKeys(list)).getHttpStatusCode()).isEqualTo(403);
      assertThat(
              iam.showProjectDetailsAndStatus(
                      new ShowProjectDetailsAndStatusRequest().withProjectId(made.getId()))
                  .getProject()
                  .getStatus())
          .isEqualTo("suspended");
      setStatus(made.getId(), UpdateProjectOption.StatusEnum.NORMAL);
      assertThat(keys.listKeys(list).getKeys()).isEmpty();
    }

    private void setStatus(String id, UpdateProjectOption.StatusEnum status) {
      iam.updateProjectStatus(
          new UpdateProjectStatusRequest()
              .withProjectId(id)
              .withBody(body -> body.withProject(project -> project.withStatus(status))));
    }

    @Test
    void ofAUserAreThoseOfItsDomain() {
      String user = user("with-projects");
      assertThat(
              iam.keystoneListProjectsForUser(
                      new KeystoneListProjectsForUserRequest().withUserId(user))
                  .getProjects())
          .extracting(ProjectResult::getId)
          .contains(account.projectId());
    }

    @Test
    void areClosedToATokenForTheDomain() {
      String token = wire.token(account.domainName(), account.userName(), account.password(), null);
      assertThat(post("/v1.0/" + account.projectId() + "/kms/list-keys", Map.of(), token).status())
          .isEqualTo(403);
      assertThat(get("/v3/users", token).status()).isEqualTo(200);
    }
  }

  @Nested
  class EnterpriseProjects {
    @Test
    void areMadeRenamedSwitchedOffAndAskedForByWhatIsMadeInThem() {
      String token = wire.token(account);
      Answer made = post("/v1.0/enterprise-projects", Map.of("name", "finance"), token);
      assertThat(made.status()).isEqualTo(201);
      String id = made.json().at("/enterprise_project/id").asString();
      Answer listed = get("/v1.0/enterprise-projects?name=fin", token);
      assertThat(listed.json().get("total_count").asInt()).isOne();
      assertThat(get("/v1.0/enterprise-projects/0", token).json().toString()).contains("default");
      String path = "/v1.0/enterprise-projects/" + id;
      Request rename = Request.of("PUT", path, "{\"name\":\"accounting\"}");
      assertThat(wire.send(rename.with("X-Auth-Token", token)).json().toString())
          .contains("accounting");

      assertThat(createKey("in-finance", id, token).status()).isEqualTo(200);
      assertThat(post(path + "/action", Map.of("action", "disable"), token).status())
          .isEqualTo(204);
      assertThat(createKey("too-late", id, token).code()).isEqualTo("KMS.0308");
      assertThat(createKey("nowhere", "f".repeat(8), token).code()).isEqualTo("KMS.0308");
    }

    private Answer createKey(String alias, String enterpriseProject, String token) {
      return post(
          "/v1.0/" + account.projectId() + "/kms/create-key",
          Map.of("key_alias", alias, "enterprise_project_id", enterpriseProject),
          token);
    }
  }

  @Nested
  class Catalogs {
    @Test
    void nameEveryServiceAtTheAddressThatTheCallerUsed() {
      String token = wire.token(account);
      var listed = get("/v3/auth/catalog", token).json().get("catalog");
      assertThat(listed.toString())
          .contains(account.endpoint() + "/v3/" + account.projectId())
          .contains(account.endpoint() + "/v1.0/" + account.projectId());
      assertThat(iam.keystoneShowCatalog(new KeystoneShowCatalogRequest()).getCatalog())
          .extracting(Catalog::getType)
          .containsExactly("iam", "eps");
      var validated =
          iam.keystoneValidateToken(new KeystoneValidateTokenRequest().withXSubjectToken(token));
      assertThat(validated.getToken().getCatalog()).hasSize(5);
      assertThat(validated.getToken().getProject().getId()).isEqualTo(account.projectId());
      assertThat(
              iam.keystoneValidateToken(
                      new KeystoneValidateTokenRequest()
                          .withXSubjectToken(token)
                          .withNocatalog("yes"))
                  .getToken()
                  .getCatalog())
          .isEmpty();
    }

    @Test
    void areListedPartByPart() {
      assertThat(iam.keystoneListRegions(new KeystoneListRegionsRequest()).getRegions())
          .extracting(Region::getId)
          .containsExactly("cn-north-4");
      assertThat(
              iam.keystoneShowRegion(new KeystoneShowRegionRequest().withRegionId("cn-north-4"))
                  .getRegion()
                  .getId())
          .isEqualTo("cn-north-4");
      var service =
          iam.keystoneListServices(new KeystoneListServicesRequest().withType("kms"))
              .getServices()
              .getFirst();
      assertThat(
              iam.keystoneListEndpoints(
                      new KeystoneListEndpointsRequest().withServiceId(service.getId()))
                  .getEndpoints())
          .singleElement()
          .satisfies(endpoint -> assertThat(endpoint.getUrl()).startsWith(account.endpoint()));
    }
  }

  @Nested
  class SecurityPolicies {
    @Test
    void ofPasswordsAreShownSetAndHold() {
      var before =
          iam.showDomainPasswordPolicy(
                  new ShowDomainPasswordPolicyRequest().withDomainId(account.domainId()))
              .getPasswordPolicy();
      setLeastLength(20);
      try {
        assertThat(refusal(() -> user("short-password")).getErrorCode()).isEqualTo("IAM.0001");
      } finally {
        setLeastLength(before.getMinimumPasswordLength());
      }
      assertThat(user("long-enough")).isNotEmpty();
    }

    private void setLeastLength(int length) {
      var policy =
          iam.updateDomainPasswordPolicy(
                  new UpdateDomainPasswordPolicyRequest()
                      .withDomainId(account.domainId())
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
          iam.updateDomainLoginPolicy(
                  new UpdateDomainLoginPolicyRequest()
                      .withDomainId(account.domainId())
                      .withBody(
                          body -> body.withLoginPolicy(wanted -> wanted.withLoginFailedTimes(4))))
              .getLoginPolicy();
      assertThat(set.getLoginFailedTimes()).isEqualTo(4);
      assertThat(
              iam.showDomainLoginPolicy(
                      new ShowDomainLoginPolicyRequest().withDomainId(account.domainId()))
                  .getLoginPolicy()
                  .getLoginFailedTimes())
          .isEqualTo(4);
    }

    @Test
    void ofAnotherDomainAreNotShown() {
      assertThat(
              refusal(
                      () ->
                          iam.showDomainLoginPolicy(
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
          iam.keystoneCreateUserTokenByPassword(
              new KeystoneCreateUserTokenByPasswordRequest()
                  .withBody(
                      body ->
                          body.withAuth(
                              auth ->
                                  auth.withIdentity(
                                          identity ->
                                              identity
                                                  .addMethodsItem(PwdIdentity.MethodsEnum.PASSWORD)
                                                  .withPassword(
                                                      password ->
                                                          password.withUser(
                                                              user ->
                                                                  user.withName(account.userName())
                                                                      .withPassword(
                                                                          account.password())
                                                                      .withDomain(
                                                                          domain ->
                                                                              domain.withName(
                                                                                  account
                                                                                      .domainName())))))
                                      .withScope(
                                          scope ->
                                              scope.withProject(
                                                  project ->
                                                      project.withId(account.projectId()))))));
      assertThat(issued.getToken().getCatalog()).isNotEmpty();
      var scoped =
          iam.keystoneCreateScopedToken(
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
                                                          token.withId(issued.getXSubjectToken())))
                                      .withScope(
                                          scope ->
                                              scope.withDomain(
                                                  domain -> domain.withId(account.domainId()))))));
      assertThat(scoped.getToken().getDomain().getId()).isEqualTo(account.domainId());
    }
  }

  @Nested
  class Agencies {
    private String create(String name) {
      return iam.createAgency(
              new CreateAgencyRequest()
                  .withBody(
                      body ->
                          body.withAgency(
                              agency ->
                                  agency
                                      .withName(name)
                                      .withDomainId(account.domainId())
                                      .withTrustDomainName(account.domainName())
                                      .withDuration("FOREVER"))))
          .getAgency()
          .getId();
    }

    private void give(String agency, String role) {
      iam.associateAgencyWithAllProjectsPermission(
          new AssociateAgencyWithAllProjectsPermissionRequest()
              .withDomainId(account.domainId())
              .withAgencyId(agency)
              .withRoleId(role));
      iam.checkAllProjectsPermissionForAgency(
          new CheckAllProjectsPermissionForAgencyRequest()
              .withDomainId(account.domainId())
              .withAgencyId(agency)
              .withRoleId(role));
    }

    @Test
    void areMadeShownChangedAndDeleted() {
      String id = create("short-lived");
      iam.updateAgency(
          new UpdateAgencyRequest()
              .withAgencyId(id)
              .withBody(
                  body ->
                      body.withAgency(
                          agency -> agency.withDescription("changed").withDuration("ONEDAY"))));
      var shown = iam.showAgency(new ShowAgencyRequest().withAgencyId(id)).getAgency();
      assertThat(shown.getDescription()).isEqualTo("changed");
      assertThat(shown.getExpireTime()).isNotEmpty();
      assertThat(shown.getTrustDomainId()).isEqualTo(account.domainId());
      iam.deleteAgency(new DeleteAgencyRequest().withAgencyId(id));
      assertThat(
              refusal(() -> iam.showAgency(new ShowAgencyRequest().withAgencyId(id)))
                  .getErrorCode())
          .isEqualTo("IAM.0004");
    }

    @Test
    void ofServicesAreThereFromTheStart() {
      assertThat(
              iam.listAgencies(new ListAgenciesRequest().withDomainId(account.domainId()))
                  .getAgencies())
          .extracting(AgencyListResult::getTrustDomainName)
          .contains("op_svc_dws", "op_svc_gaussdbformysql");
    }

    @Test
    void areGivenRolesForEachPlace() {
      String agency = create("with-roles");
      String role = role("for-the-agency", "kms:cmk:list");
      iam.associateAgencyWithDomainPermission(
          new AssociateAgencyWithDomainPermissionRequest()
              .withDomainId(account.domainId())
              .withAgencyId(agency)
              .withRoleId(role));
      iam.checkDomainPermissionForAgency(
          new CheckDomainPermissionForAgencyRequest()
              .withDomainId(account.domainId())
              .withAgencyId(agency)
              .withRoleId(role));
      assertThat(
              iam.listDomainPermissionsForAgency(
                      new ListDomainPermissionsForAgencyRequest()
                          .withDomainId(account.domainId())
                          .withAgencyId(agency))
                  .getRoles())
          .hasSize(1);
      iam.removeDomainPermissionFromAgency(
          new RemoveDomainPermissionFromAgencyRequest()
              .withDomainId(account.domainId())
              .withAgencyId(agency)
              .withRoleId(role));
      iam.associateAgencyWithProjectPermission(
          new AssociateAgencyWithProjectPermissionRequest()
              .withProjectId(account.projectId())
              .withAgencyId(agency)
              .withRoleId(role));
      iam.checkProjectPermissionForAgency(
          new CheckProjectPermissionForAgencyRequest()
              .withProjectId(account.projectId())
              .withAgencyId(agency)
              .withRoleId(role));
      assertThat(
              iam.listProjectPermissionsForAgency(
                      new ListProjectPermissionsForAgencyRequest()
                          .withProjectId(account.projectId())
                          .withAgencyId(agency))
                  .getRoles())
          .hasSize(1);
      iam.removeProjectPermissionFromAgency(
          new RemoveProjectPermissionFromAgencyRequest()
              .withProjectId(account.projectId())
              .withAgencyId(agency)
              .withRoleId(role));
      give(agency, role);
      assertThat(
              iam.listAllProjectsPermissionsForAgency(
                      new ListAllProjectsPermissionsForAgencyRequest()
                          .withDomainId(account.domainId())
                          .withAgencyId(agency))
                  .getRoles())
          .hasSize(1);
      iam.removeAllProjectsPermissionFromAgency(
          new RemoveAllProjectsPermissionFromAgencyRequest()
              .withDomainId(account.domainId())
              .withAgencyId(agency)
              .withRoleId(role));
    }

    @Test
    void areActedForWithATokenAndWithATemporaryKey() {
      String agency = create("key-listing");
      give(agency, role("agency-lists-keys", "kms:cmk:list"));
      var issued =
          iam.keystoneCreateAgencyToken(
              new KeystoneCreateAgencyTokenRequest()
                  .withBody(
                      body ->
                          body.withAuth(
                              auth ->
                                  auth.withIdentity(
                                          identity ->
                                              identity
                                                  .addMethodsItem(
                                                      AgencyTokenIdentity.MethodsEnum.ASSUME_ROLE)
                                                  .withAssumeRole(
                                                      assumed ->
                                                          assumed
                                                              .withDomainName(account.domainName())
                                                              .withAgencyName("key-listing")))
                                      .withScope(
                                          scope ->
                                              scope.withProject(
                                                  project ->
                                                      project.withId(account.projectId()))))));
      assertThat(issued.getToken().getAssumedBy().getUser().getName())
          .isEqualTo(account.userName());
      assertThat(issued.getToken().getUser().getId()).isEqualTo(agency);
      String keys = "/v1.0/" + account.projectId() + "/kms/";
      assertThat(post(keys + "list-keys", Map.of(), issued.getXSubjectToken()).status())
          .isEqualTo(200);
      assertThat(
              post(keys + "create-key", Map.of("key_alias", "x"), issued.getXSubjectToken()).code())
          .isEqualTo("KMS.0307");

      var temporary =
          iam.createTemporaryAccessKeyByAgency(
                  new CreateTemporaryAccessKeyByAgencyRequest()
                      .withBody(
                          body ->
                              body.withAuth(
                                  auth ->
                                      auth.withIdentity(
                                          identity ->
                                              identity
                                                  .addMethodsItem(
                                                      AgencyAuthIdentity.MethodsEnum.ASSUME_ROLE)
                                                  .withAssumeRole(
                                                      assumed ->
                                                          assumed
                                                              .withDomainName(account.domainName())
                                                              .withAgencyName("key-listing")
                                                              .withDurationSeconds(900))))))
              .getCredential();
      assertThat(listKeys(temporary)).isNotNull();
      iam.deleteAgency(new DeleteAgencyRequest().withAgencyId(agency));
      assertThat(refusal(() -> listKeys(temporary)).getHttpStatusCode()).isEqualTo(401);
      assertThat(post(keys + "list-keys", Map.of(), issued.getXSubjectToken()).status())
          .isEqualTo(401);
    }
  }

  private List<String> listKeys(Credential temporary) {
    return KmsClient.newBuilder()
        .withCredential(
            new BasicCredentials()
                .withAk(temporary.getAccess())
                .withSk(temporary.getSecret())
                .withSecurityToken(temporary.getSecuritytoken())
                .withProjectId(account.projectId()))
        .withEndpoints(List.of(account.endpoint()))
        .build()
        .listKeys(new ListKeysRequest().withBody(new ListKeysRequestBody()))
        .getKeys();
  }

  @Nested
  class TemporaryKeys {
    @Test
    void areMadeWithATokenAndNarrowedByAPolicy() {
      String token = wire.token(account);
      var key = create(token, "kms:cmk:list");
      assertThat(listKeys(key)).isNotNull();
      assertThat(refusal(() -> listKeys(create(token, "kms:cmk:get"))).getErrorCode())
          .isEqualTo("KMS.0307");
      assertThat(
              refusal(
                      () ->
                          listKeys(
                              new Credential()
                                  .withAccess(key.getAccess())
                                  .withSecret(key.getSecret())
                                  .withSecuritytoken("another")))
                  .getHttpStatusCode())
          .isEqualTo(401);
    }

    private Credential create(String token, String action) {
      return iam.createTemporaryAccessKeyByToken(
              new CreateTemporaryAccessKeyByTokenRequest()
                  .withBody(
                      body ->
                          body.withAuth(
                              auth ->
                                  auth.withIdentity(
                                      identity ->
                                          identity
                                              .addMethodsItem(TokenAuthIdentity.MethodsEnum.TOKEN)
                                              .withToken(
                                                  held ->
                                                      held.withId(token).withDurationSeconds(900))
                                              .withPolicy(
                                                  policy ->
                                                      policy
                                                          .withVersion("1.1")
                                                          .addStatementItem(
                                                              new ServiceStatement()
                                                                  .withEffect(
                                                                      ServiceStatement.EffectEnum
                                                                          .ALLOW)
                                                                  .withAction(List.of(action))))))))
          .getCredential();
    }
  }
}
