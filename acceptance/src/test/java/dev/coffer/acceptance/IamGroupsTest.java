package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.iam.v3.model.*;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** Groups and the roles they hold, called by the vendor's IAM client. */
@ExtendWith(Iam.OfItsOwn.class)
@TestInstance(Lifecycle.PER_CLASS)
final class IamGroupsTest {
  private final Iam iam;

  IamGroupsTest(Iam iam) {
    this.iam = iam;
  }

  @Nested
  class Groups {
    @Test
    void areMadeListedRenamedAndDeleted() {
      String id = iam.group("made");
      assertThat(
              iam.client()
                  .keystoneListGroups(new KeystoneListGroupsRequest().withName("made"))
                  .getGroups())
          .singleElement()
          .satisfies(found -> assertThat(found.getId()).isEqualTo(id));
      iam.client()
          .keystoneUpdateGroup(
              new KeystoneUpdateGroupRequest()
                  .withGroupId(id)
                  .withBody(body -> body.withGroup(group -> group.withName("renamed"))));
      var shown =
          iam.client().keystoneShowGroup(new KeystoneShowGroupRequest().withGroupId(id)).getGroup();
      assertThat(shown.getName()).isEqualTo("renamed");
      assertThat(shown.getCreateTime()).isPositive();
      iam.client().keystoneDeleteGroup(new KeystoneDeleteGroupRequest().withGroupId(id));
      assertThat(
              SdkTest.refusal(
                  () ->
                      iam.client()
                          .keystoneShowGroup(new KeystoneShowGroupRequest().withGroupId(id))))
          .returns("IAM.0004", ServiceResponseException::getErrorCode);
    }

    @Test
    void haveMembers() {
      String group = iam.group("with-members");
      String user = iam.user("member");
      iam.client()
          .keystoneAddUserToGroup(
              new KeystoneAddUserToGroupRequest().withGroupId(group).withUserId(user));
      iam.client()
          .keystoneCheckUserInGroup(
              new KeystoneCheckUserInGroupRequest().withGroupId(group).withUserId(user));
      assertThat(
              iam.client()
                  .keystoneListUsersForGroupByAdmin(
                      new KeystoneListUsersForGroupByAdminRequest().withGroupId(group))
                  .getUsers())
          .extracting(KeystoneUserResult::getId)
          .containsExactly(user);
      assertThat(
              iam.client()
                  .keystoneListGroupsForUser(
                      new KeystoneListGroupsForUserRequest().withUserId(user))
                  .getGroups())
          .extracting(KeystoneGroupResult::getId)
          .containsExactly(group);
      iam.client()
          .keystoneRemoveUserFromGroup(
              new KeystoneRemoveUserFromGroupRequest().withGroupId(group).withUserId(user));
      assertThat(
              SdkTest.refusal(
                      () ->
                          iam.client()
                              .keystoneCheckUserInGroup(
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
      String id = iam.role("changed", "kms:cmk:list");
      assertThat(
              iam.client().listCustomPolicies(new ListCustomPoliciesRequest()).getRoles().stream()
                  .map(ListPolicyRoleResult::getId))
          .contains(id);
      iam.client()
          .updateCloudServiceCustomPolicy(
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
                                                          .withEffect(
                                                              ServiceStatement.EffectEnum.ALLOW)
                                                          .withAction(List.of("kms:cmk:get")))))));
      var shown =
          iam.client().showCustomPolicy(new ShowCustomPolicyRequest().withRoleId(id)).getRole();
      assertThat(shown.getDisplayName()).isEqualTo("changed-again");
      assertThat(shown.getPolicy().getStatement().getFirst().getAction())
          .containsExactly("kms:cmk:get");
      iam.client().deleteCustomPolicy(new DeleteCustomPolicyRequest().withRoleId(id));
      assertThat(
              SdkTest.refusal(
                      () ->
                          iam.client()
                              .showCustomPolicy(new ShowCustomPolicyRequest().withRoleId(id)))
                  .getErrorCode())
          .isEqualTo("IAM.0004");
    }

    @Test
    void thatComeWithTheServerAreListedAndShown() {
      var roles =
          iam.client().keystoneListPermissions(new KeystoneListPermissionsRequest()).getRoles();
      var operator =
          roles.stream()
              .filter(role -> role.getName().equals("operator"))
              .findFirst()
              .orElseThrow();
      assertThat(
              iam.client()
                  .keystoneShowPermission(
                      new KeystoneShowPermissionRequest().withRoleId(operator.getId()))
                  .getRole()
                  .getDisplayName())
          .isEqualTo("operator");
    }

    @Test
    void countForTheGroupWhereTheyWereGiven() {
      String role = iam.role("list-keys", "kms:cmk:list");
      String group = iam.group("key-listers");
      String user = iam.user("lister");
      iam.client()
          .keystoneAddUserToGroup(
              new KeystoneAddUserToGroupRequest().withGroupId(group).withUserId(user));
      String token =
          iam.wire()
              .token(iam.account().domainName(), "lister", Iam.PASSWORD, iam.account().projectId());
      String listKeys = "/v1.0/" + iam.account().projectId() + "/kms/list-keys";
      assertThat(iam.post(listKeys, Map.of(), token).status()).isEqualTo(403);

      giveInProject(group, role);
      assertThat(iam.post(listKeys, Map.of(), token).status()).isEqualTo(200);
      takeBackInProject(group, role);
      assertThat(iam.post(listKeys, Map.of(), token).status()).isEqualTo(403);

      giveInDomain(group, role);
      assertThat(iam.post(listKeys, Map.of(), token).status()).isEqualTo(403);

      giveEverywhere(group, role);
      assertThat(iam.post(listKeys, Map.of(), token).status()).isEqualTo(200);
      iam.client()
          .deleteDomainGroupInheritedRole(
              new DeleteDomainGroupInheritedRoleRequest()
                  .withDomainId(iam.account().domainId())
                  .withGroupId(group)
                  .withRoleId(role));
      assertThat(iam.post(listKeys, Map.of(), token).status()).isEqualTo(403);
    }

    private void giveInProject(String group, String role) {
      iam.client()
          .keystoneAssociateGroupWithProjectPermission(
              new KeystoneAssociateGroupWithProjectPermissionRequest()
                  .withProjectId(iam.account().projectId())
                  .withGroupId(group)
                  .withRoleId(role));
      iam.client()
          .keystoneCheckProjectPermissionForGroup(
              new KeystoneCheckProjectPermissionForGroupRequest()
                  .withProjectId(iam.account().projectId())
                  .withGroupId(group)
                  .withRoleId(role));
      assertThat(
              iam.client()
                  .keystoneListProjectPermissionsForGroup(
                      new KeystoneListProjectPermissionsForGroupRequest()
                          .withProjectId(iam.account().projectId())
                          .withGroupId(group))
                  .getRoles())
          .extracting(RoleResult::getId)
          .containsExactly(role);
    }

    private void takeBackInProject(String group, String role) {
      iam.client()
          .keystoneRemoveProjectPermissionFromGroup(
              new KeystoneRemoveProjectPermissionFromGroupRequest()
                  .withProjectId(iam.account().projectId())
                  .withGroupId(group)
                  .withRoleId(role));
    }

    private void giveInDomain(String group, String role) {
      iam.client()
          .keystoneAssociateGroupWithDomainPermission(
              new KeystoneAssociateGroupWithDomainPermissionRequest()
                  .withDomainId(iam.account().domainId())
                  .withGroupId(group)
                  .withRoleId(role));
      iam.client()
          .keystoneCheckDomainPermissionForGroup(
              new KeystoneCheckDomainPermissionForGroupRequest()
                  .withDomainId(iam.account().domainId())
                  .withGroupId(group)
                  .withRoleId(role));
      assertThat(
              iam.client()
                  .keystoneListDomainPermissionsForGroup(
                      new KeystoneListDomainPermissionsForGroupRequest()
                          .withDomainId(iam.account().domainId())
                          .withGroupId(group))
                  .getRoles())
          .hasSize(1);
    }

    private void giveEverywhere(String group, String role) {
      iam.client()
          .updateDomainGroupInheritRole(
              new UpdateDomainGroupInheritRoleRequest()
                  .withDomainId(iam.account().domainId())
                  .withGroupId(group)
                  .withRoleId(role));
      iam.client()
          .keystoneCheckroleForGroup(
              new KeystoneCheckroleForGroupRequest()
                  .withDomainId(iam.account().domainId())
                  .withGroupId(group)
                  .withRoleId(role));
      assertThat(
              iam.client()
                  .keystoneListAllProjectPermissionsForGroup(
                      new KeystoneListAllProjectPermissionsForGroupRequest()
                          .withDomainId(iam.account().domainId())
                          .withGroupId(group))
                  .getRoles())
          .hasSize(1);
      iam.client()
          .keystoneRemoveDomainPermissionFromGroup(
              new KeystoneRemoveDomainPermissionFromGroupRequest()
                  .withDomainId(iam.account().domainId())
                  .withGroupId(group)
                  .withRoleId(role));
    }
  }
}
