package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.iam.v3.model.*;
import com.huaweicloud.sdk.kms.v2.KmsClient;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequest;
import com.huaweicloud.sdk.kms.v2.model.ListKeysRequestBody;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agencies and temporary access keys, called by the vendor's IAM client. */
@ExtendWith(Iam.OfItsOwn.class)
@TestInstance(Lifecycle.PER_CLASS)
final class IamAgenciesTest {
  private final Iam iam;

  IamAgenciesTest(Iam iam) {
    this.iam = iam;
  }

  private List<String> listKeys(Credential temporary) {
    return KmsClient.newBuilder()
        .withCredential(
            new BasicCredentials()
                .withAk(temporary.getAccess())
                .withSk(temporary.getSecret())
                .withSecurityToken(temporary.getSecuritytoken())
                .withProjectId(iam.account().projectId()))
        .withEndpoints(List.of(iam.account().endpoint()))
        .build()
        .listKeys(new ListKeysRequest().withBody(new ListKeysRequestBody()))
        .getKeys();
  }

  @Nested
  class Agencies {
    private String create(String name) {
      return iam.client()
          .createAgency(
              new CreateAgencyRequest()
                  .withBody(
                      body ->
                          body.withAgency(
                              agency ->
                                  agency
                                      .withName(name)
                                      .withDomainId(iam.account().domainId())
                                      .withTrustDomainName(iam.account().domainName())
                                      .withDuration("FOREVER"))))
          .getAgency()
          .getId();
    }

    private void give(String agency, String role) {
      iam.client()
          .associateAgencyWithAllProjectsPermission(
              new AssociateAgencyWithAllProjectsPermissionRequest()
                  .withDomainId(iam.account().domainId())
                  .withAgencyId(agency)
                  .withRoleId(role));
      iam.client()
          .checkAllProjectsPermissionForAgency(
              new CheckAllProjectsPermissionForAgencyRequest()
                  .withDomainId(iam.account().domainId())
                  .withAgencyId(agency)
                  .withRoleId(role));
    }

    @Test
    void areMadeShownChangedAndDeleted() {
      String id = create("short-lived");
      iam.client()
          .updateAgency(
              new UpdateAgencyRequest()
                  .withAgencyId(id)
                  .withBody(
                      body ->
                          body.withAgency(
                              agency -> agency.withDescription("changed").withDuration("ONEDAY"))));
      var shown = iam.client().showAgency(new ShowAgencyRequest().withAgencyId(id)).getAgency();
      assertThat(shown.getDescription()).isEqualTo("changed");
      assertThat(shown.getExpireTime()).isNotEmpty();
      assertThat(shown.getTrustDomainId()).isEqualTo(iam.account().domainId());
      iam.client().deleteAgency(new DeleteAgencyRequest().withAgencyId(id));
      assertThat(
              SdkTest.refusal(
                      () -> iam.client().showAgency(new ShowAgencyRequest().withAgencyId(id)))
                  .getErrorCode())
          .isEqualTo("IAM.0004");
    }

    @Test
    void ofServicesAreThereFromTheStart() {
      assertThat(
              iam.client()
                  .listAgencies(new ListAgenciesRequest().withDomainId(iam.account().domainId()))
                  .getAgencies())
          .extracting(AgencyListResult::getTrustDomainName)
          .contains("op_svc_dws", "op_svc_gaussdbformysql");
    }

    @Test
    void areGivenRolesForEachPlace() {
      String agency = create("with-roles");
      String role = iam.role("for-the-agency", "kms:cmk:list");
      iam.client()
          .associateAgencyWithDomainPermission(
              new AssociateAgencyWithDomainPermissionRequest()
                  .withDomainId(iam.account().domainId())
                  .withAgencyId(agency)
                  .withRoleId(role));
      iam.client()
          .checkDomainPermissionForAgency(
              new CheckDomainPermissionForAgencyRequest()
                  .withDomainId(iam.account().domainId())
                  .withAgencyId(agency)
                  .withRoleId(role));
      assertThat(
              iam.client()
                  .listDomainPermissionsForAgency(
                      new ListDomainPermissionsForAgencyRequest()
                          .withDomainId(iam.account().domainId())
                          .withAgencyId(agency))
                  .getRoles())
          .hasSize(1);
      iam.client()
          .removeDomainPermissionFromAgency(
              new RemoveDomainPermissionFromAgencyRequest()
                  .withDomainId(iam.account().domainId())
                  .withAgencyId(agency)
                  .withRoleId(role));
      iam.client()
          .associateAgencyWithProjectPermission(
              new AssociateAgencyWithProjectPermissionRequest()
                  .withProjectId(iam.account().projectId())
                  .withAgencyId(agency)
                  .withRoleId(role));
      iam.client()
          .checkProjectPermissionForAgency(
              new CheckProjectPermissionForAgencyRequest()
                  .withProjectId(iam.account().projectId())
                  .withAgencyId(agency)
                  .withRoleId(role));
      assertThat(
              iam.client()
                  .listProjectPermissionsForAgency(
                      new ListProjectPermissionsForAgencyRequest()
                          .withProjectId(iam.account().projectId())
                          .withAgencyId(agency))
                  .getRoles())
          .hasSize(1);
      iam.client()
          .removeProjectPermissionFromAgency(
              new RemoveProjectPermissionFromAgencyRequest()
                  .withProjectId(iam.account().projectId())
                  .withAgencyId(agency)
                  .withRoleId(role));
      give(agency, role);
      assertThat(
              iam.client()
                  .listAllProjectsPermissionsForAgency(
                      new ListAllProjectsPermissionsForAgencyRequest()
                          .withDomainId(iam.account().domainId())
                          .withAgencyId(agency))
                  .getRoles())
          .hasSize(1);
      iam.client()
          .removeAllProjectsPermissionFromAgency(
              new RemoveAllProjectsPermissionFromAgencyRequest()
                  .withDomainId(iam.account().domainId())
                  .withAgencyId(agency)
                  .withRoleId(role));
    }

    @Test
    void areActedForWithATokenAndWithATemporaryKey() {
      String agency = create("key-listing");
      give(agency, iam.role("agency-lists-keys", "kms:cmk:list"));
      var issued =
          iam.client()
              .keystoneCreateAgencyToken(
                  new KeystoneCreateAgencyTokenRequest()
                      .withBody(
                          body ->
                              body.withAuth(
                                  auth ->
                                      auth.withIdentity(
                                              identity ->
                                                  identity
                                                      .addMethodsItem(
                                                          AgencyTokenIdentity.MethodsEnum
                                                              .ASSUME_ROLE)
                                                      .withAssumeRole(
                                                          assumed ->
                                                              assumed
                                                                  .withDomainName(
                                                                      iam.account().domainName())
                                                                  .withAgencyName("key-listing")))
                                          .withScope(
                                              scope ->
                                                  scope.withProject(
                                                      project ->
                                                          project.withId(
                                                              iam.account().projectId()))))));
      assertThat(issued.getToken().getAssumedBy().getUser().getName())
          .isEqualTo(iam.account().userName());
      assertThat(issued.getToken().getUser().getId()).isEqualTo(agency);
      String keys = "/v1.0/" + iam.account().projectId() + "/kms/";
      assertThat(iam.post(keys + "list-keys", Map.of(), issued.getXSubjectToken()).status())
          .isEqualTo(200);
      assertThat(
              iam.post(keys + "create-key", Map.of("key_alias", "x"), issued.getXSubjectToken())
                  .code())
          .isEqualTo("KMS.0307");

      var temporary =
          iam.client()
              .createTemporaryAccessKeyByAgency(
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
                                                              .withDomainName(
                                                                  iam.account().domainName())
                                                              .withAgencyName("key-listing")
                                                              .withDurationSeconds(900))))))
              .getCredential();
      assertThat(listKeys(temporary)).isNotNull();
      iam.client().deleteAgency(new DeleteAgencyRequest().withAgencyId(agency));
      assertThat(SdkTest.refusal(() -> listKeys(temporary)).getHttpStatusCode()).isEqualTo(401);
      assertThat(iam.post(keys + "list-keys", Map.of(), issued.getXSubjectToken()).status())
          .isEqualTo(401);
    }
  }

  @Nested
  class TemporaryKeys {
    @Test
    void areMadeWithATokenAndNarrowedByAPolicy() {
      String token = iam.wire().token(iam.account());
      var key = create(token, "kms:cmk:list");
      assertThat(listKeys(key)).isNotNull();
      assertThat(SdkTest.refusal(() -> listKeys(create(token, "kms:cmk:get"))).getErrorCode())
          .isEqualTo("KMS.0307");
      assertThat(
              SdkTest.refusal(
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
      return iam.client()
          .createTemporaryAccessKeyByToken(
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
