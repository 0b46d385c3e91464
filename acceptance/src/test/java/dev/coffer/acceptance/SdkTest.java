package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.core.region.Region;
import com.huaweicloud.sdk.gaussdb.v3.GaussDBClient;
import com.huaweicloud.sdk.gaussdb.v3.model.BackupEncryptRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.BackupEncryptRequest.EncryptionStatusEnum;
import com.huaweicloud.sdk.gaussdb.v3.model.BackupEncryptRequest.TypeEnum;
import com.huaweicloud.sdk.gaussdb.v3.model.Backups;
import com.huaweicloud.sdk.gaussdb.v3.model.BatchOperateInstanceTagRequestBody;
import com.huaweicloud.sdk.gaussdb.v3.model.BatchTagActionRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.DeleteGaussMySqlBackupRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.DeleteGaussMySqlInstanceRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.DescribeBackupEncryptStatusRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ListGaussMySqlInstancesRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ListGaussMySqlInstancesUnifyStatusRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ListInstanceTagsRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ListProjectTagsRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlInstanceInfoDetailUnifyStatus;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlInstanceListInfo;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlInstanceListInfoUnifyStatus;
import com.huaweicloud.sdk.gaussdb.v3.model.RestartGaussMySqlInstanceRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowGaussMySqlBackupListRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowGaussMySqlInstanceInfoUnifyStatusRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowMultiTenantRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.TagItem;
import com.huaweicloud.sdk.gaussdb.v3.model.TaurusRestartInstanceRequest;
import com.huaweicloud.sdk.iam.v3.IamClient;
import com.huaweicloud.sdk.iam.v3.model.KeystoneListAuthDomainsRequest;
import com.huaweicloud.sdk.iam.v3.model.KeystoneListProjectsRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import com.huaweicloud.sdk.kms.v2.model.KeyDetails;
import com.huaweicloud.sdk.kms.v2.model.ListKeyDetailRequest;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the users of the vendor's Java SDK do, done with that SDK. */
@ExtendWith(SharedCoffer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class SdkTest {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT);

  private final Shared shared;
  private final Cloud cloud;

  SdkTest(Shared shared) {
    this.shared = shared;
    this.cloud = shared.cloud;
  }

  @Nested
  class AKey {
    @Test
    void isMadeOfEachSpecificationAndDescribedAsSuch() {
      for (KeySpecEnum spec : List.of(KeySpecEnum.AES_256, KeySpecEnum.SM4)) {
        String id = cloud.createKey("made-" + spec, spec);
        KeyDetails details =
            cloud
                .keys()
                .listKeyDetail(new ListKeyDetailRequest().withBody(body -> body.withKeyId(id)))
                .getKeyInfo();
        assertThat(details.getKeySpec().getValue()).isEqualTo(spec.getValue());
        assertThat(details.getKeyState()).isEqualTo("2");
        assertThat(details.getKeyAlias()).isEqualTo("made-" + spec);
      }
    }

    @Test
    void thatIsMadeTwiceUnderOneAliasIsRefused() {
      cloud.createKey("twice", KeySpecEnum.SM4);
      assertThat(refusal(() -> cloud.createKey("twice", KeySpecEnum.SM4)))
          .returns("KMS.1104", ServiceResponseException::getErrorCode)
          .returns(400, ServiceResponseException::getHttpStatusCode);
    }
  }

  @Nested
  class AnInstance {
    @Test
    void hasTagsThatAreChangedAndListed() {
      tag("create", new TagItem().withKey("team").withValue("red"), new TagItem().withKey("tier"));
      tag("create", new TagItem().withKey("team").withValue("blue"));
      var wrongValue = new TagItem().withKey("team").withValue("red");
      tag("delete", wrongValue, new TagItem().withKey("tier"));
      var request = new ListInstanceTagsRequest().withInstanceId(shared.instanceId);
      assertThat(cloud.databases().listInstanceTags(request).getTags())
          .singleElement()
          .returns("team", t -> t.getKey())
          .returns("blue", t -> t.getValue());
      assertThat(cloud.databases().listProjectTags(new ListProjectTagsRequest()).getTags())
          .anySatisfy(t -> assertThat(t.getValues()).containsExactly("blue"));
      assertThat(cloud.instance(shared.instanceId).getTags()).hasSize(1);
      tag("delete", new TagItem().withKey("team"));
      assertThat(cloud.databases().listInstanceTags(request).getTotalCount()).isZero();
    }

    private void tag(String action, TagItem... tags) {
      var body =
          new BatchOperateInstanceTagRequestBody().withAction(action).withTags(List.of(tags));
      var _ =
          cloud
              .databases()
              .batchTagAction(
                  new BatchTagActionRequest().withInstanceId(shared.instanceId).withBody(body));
    }

    @Test
    void hasNoTenantsOfItsOwn() {
      var request = new ShowMultiTenantRequest().withInstanceId(shared.instanceId);
      assertThat(cloud.databases().showMultiTenant(request).getMultiTenantSwitch()).isFalse();
    }

    @Test
    void servesWhereListAndShowSay() throws SQLException {
      MysqlInstanceListInfo listed =
          list(new ListGaussMySqlInstancesRequest().withId(shared.instanceId)).getFirst();
      assertThat(listed.getStatus()).isEqualTo("ACTIVE");
      assertThat(listed.getDbUserName()).isEqualTo("root");
      assertThat(listed.getFlavorRef()).isEqualTo("gaussdb.mysql.xlarge.x86.4");
      var asListed =
          new Database(
              listed.getPrivateIps().getFirst(),
              Integer.parseInt(listed.getPort()),
              Cloud.PASSWORD);
      assertThat(asListed).isEqualTo(cloud.database(shared.instanceId));
      assertThat(asListed.checksums()).isEqualTo(shared.checksums).hasSize(3);
    }

    @Test
    void isToldInOtherWordsByTheCallsThatUnifyStatus() {
      assertThat(
              cloud
                  .databases()
                  .listGaussMySqlInstancesUnifyStatus(
                      new ListGaussMySqlInstancesUnifyStatusRequest().withId(shared.instanceId))
                  .getInstances())
          .singleElement()
          .returns("normal", MysqlInstanceListInfoUnifyStatus::getStatus);
      assertThat(
              cloud
                  .databases()
                  .showGaussMySqlInstanceInfoUnifyStatus(
                      new ShowGaussMySqlInstanceInfoUnifyStatusRequest()
                          .withInstanceId(shared.instanceId))
                  .getInstance())
          .returns("normal", MysqlInstanceInfoDetailUnifyStatus::getStatus)
          .returns(
              cloud.instance(shared.instanceId).getPort(),
              MysqlInstanceInfoDetailUnifyStatus::getPort);
    }

    @Test
    void isFoundByTheBeginningOfAFuzzyNameAndNotByAnother() {
      assertThat(list(new ListGaussMySqlInstancesRequest().withName("*hare")))
          .extracting(MysqlInstanceListInfo::getId)
          .contains(shared.instanceId);
      assertThat(list(new ListGaussMySqlInstancesRequest().withName("hare"))).isEmpty();
      assertThat(list(new ListGaussMySqlInstancesRequest().withLimit(1).withOffset(1000)))
          .isEmpty();
    }

    @Test
    void keepsItsDataThroughARestartAndIsGoneOnceDeleted() throws SQLException {
      String source = cloud.createInstance("whole-life");
      cloud.database(source).load();
      restart(source);
      assertThat(cloud.database(source).checksums()).isEqualTo(shared.checksums);
      delete(source);
      assertThat(list(new ListGaussMySqlInstancesRequest().withId(source))).isEmpty();
      assertThat(shared.home.instance(source)).doesNotExist();
      assertThat(Engines.of(shared.home, source)).isEmpty();
    }

    private void restart(String id) {
      long before = Engines.of(shared.home, id).orElseThrow().pid();
      cloud.complete(
          cloud
              .databases()
              .restartGaussMySqlInstance(
                  new RestartGaussMySqlInstanceRequest()
                      .withInstanceId(id)
                      .withBody(new TaurusRestartInstanceRequest()))
              .getJobId());
      assertThat(Engines.of(shared.home, id).orElseThrow().pid()).isNotEqualTo(before);
      assertThat(cloud.instance(id).getStatus()).isEqualTo("ACTIVE");
    }

    private List<MysqlInstanceListInfo> list(ListGaussMySqlInstancesRequest filters) {
      return cloud.databases().listGaussMySqlInstances(filters).getInstances();
    }
  }

  @Nested
  class Encryption {
    @Test
    void isTurnedOnInAnyCaseAndOffAgain() {
      for (String on : List.of("ON", "on", "On")) {
        var request =
            new BackupEncryptRequest()
                .withEncryptionStatus(EncryptionStatusEnum.fromValue(on))
                .withType(TypeEnum.fromValue("KMS"))
                .withKmsKeyId(shared.keyId);
        assertThat(cloud.encryption(shared.instanceId, request)).isEqualTo("on");
        assertThat(cloud.encryption(shared.instanceId)).isEqualTo("on");
      }
      assertThat(cloud.turnOff(shared.instanceId)).isEqualTo("off");
      assertThat(cloud.encryption(shared.instanceId)).isEqualTo("off");
      assertThat(cloud.turnOn(shared.instanceId, shared.keyId)).isEqualTo("on");
    }

    @Test
    void keepsItsAlgorithmOnceChosen() {
      String other = cloud.createKey("other-algorithm", KeySpecEnum.SM4);
      assertThat(refusal(() -> cloud.turnOn(shared.instanceId, other)))
          .returns("DBS.280204", ServiceResponseException::getErrorCode);
      assertThat(cloud.encryption(shared.instanceId)).isEqualTo("on");
    }
  }

  @Nested
  class ABackup {
    @Test
    void isListedByEveryFilterThatFitsAndByNoneThatDoesNot() {
      String id = cloud.completeBackup(shared.instanceId, "filtered-backup");
      Backups told = cloud.backup(id).orElseThrow();
      assertThat(told.getStatus()).isEqualTo("COMPLETED");
      assertThat(told.getSize()).isPositive();
      var began = OffsetDateTime.parse(told.getBeginTime(), TIME);
      for (ShowGaussMySqlBackupListRequest fitting :
          List.of(
              filter().withBackupId(id),
              filter().withInstanceId(shared.instanceId),
              filter().withBackupType("manual"),
              filter().withName("filtered-backup"),
              filter().withInstanceName("shared"),
              filter().withBeginTime(told.getBeginTime()),
              filter().withEndTime(TIME.format(began.plusSeconds(1))))) {
        assertThat(cloud.backups(fitting))
            .as("%s", fitting)
            .extracting(Backups::getId)
            .contains(id);
      }
      for (ShowGaussMySqlBackupListRequest unfitting :
          List.of(
              filter().withBackupId("0".repeat(32) + "br07"),
              filter().withInstanceId("0".repeat(32) + "in07"),
              filter().withBackupType("auto"),
              filter().withName("another"),
              filter().withInstanceName("another"),
              filter().withBeginTime(TIME.format(began.plusSeconds(1))),
              filter().withEndTime(TIME.format(began.minus(Duration.ofDays(1)))))) {
        assertThat(cloud.backups(unfitting))
            .as("%s", unfitting)
            .extracting(Backups::getId)
            .doesNotContain(id);
      }
    }

    @Test
    void comesInPages() {
      cloud.completeBackup(shared.instanceId, "first-of-pages");
      cloud.completeBackup(shared.instanceId, "second-of-pages");
      var both = filter().withName("-of-pages");
      assertThat(cloud.backups(both.withLimit("1")))
          .extracting(Backups::getName)
          .containsExactly("second-of-pages");
      assertThat(cloud.backups(both.withOffset("1")))
          .extracting(Backups::getName)
          .containsExactly("first-of-pages");
      assertThat(cloud.databases().showGaussMySqlBackupList(both).getTotalCount()).isEqualTo(2);
    }

    @Test
    void isGoneOnceDeleted() {
      String id = cloud.completeBackup(shared.instanceId, "deleted-backup");
      assertThat(shared.home.stored()).contains(id + ".sealed", id + ".envelope");
      var deleted =
          cloud
              .databases()
              .deleteGaussMySqlBackup(new DeleteGaussMySqlBackupRequest().withBackupId(id));
      assertThat(deleted.getBackupName()).isEqualTo("deleted-backup");
      assertThat(cloud.backup(id)).isEmpty();
      assertThat(shared.home.stored()).noneMatch(name -> name.contains(id));
    }

    private ShowGaussMySqlBackupListRequest filter() {
      return new ShowGaussMySqlBackupListRequest();
    }
  }

  @Nested
  class ARestoreToANewInstance {
    @Test
    void bringsBackEveryTableAndHasThePasswordItWasOrderedWith() throws SQLException {
      String backup = cloud.completeBackup(shared.instanceId, "restored-backup");
      String password = "Another-Pass#2";
      Cloud.Ordered ordered =
          cloud.create(
              Cloud.restoreOrder("restored", shared.instanceId, backup).withPassword(password));
      cloud.complete(ordered.jobId());
      Database asSource = cloud.database(ordered.id());
      var restored = new Database(asSource.host(), asSource.port(), password);
      assertThat(restored.checksums()).isEqualTo(shared.checksums);
      assertThatThrownBy(asSource::checksums).isInstanceOf(SQLException.class);
      delete(ordered.id());
    }

    @Test
    void worksWithAnAlgorithmOfEitherKindAlsoAfterSwitchingOff() throws SQLException {
      String source = cloud.createInstance("sealed-by-sm4");
      cloud.database(source).load();
      cloud.turnOn(source, cloud.createKey("sealing-sm4", KeySpecEnum.SM4));
      String backup = cloud.completeBackup(source, "sealed-by-sm4");
      cloud.turnOff(source);
      assertThat(shared.home.stored()).contains(backup + ".sealed");
      Cloud.Ordered ordered = cloud.create(Cloud.restoreOrder("from-sm4", source, backup));
      cloud.complete(ordered.jobId());
      assertThat(cloud.database(ordered.id()).checksums()).isEqualTo(shared.checksums);
      delete(ordered.id());
      delete(source);
    }
  }

  @Nested
  class AClientThatKnowsOnlyItsRegion {
    @Test
    void findsItsProjectByItself() {
      var credentials =
          new BasicCredentials()
              .withAk(shared.account.accessKey())
              .withSk(shared.account.secretKey())
              .withIamEndpoint(shared.account.endpoint());
      var client =
          GaussDBClient.newBuilder()
              .withCredential(credentials)
              .withRegion(new Region(shared.account.region(), shared.account.endpoint()))
              .build();
      var status =
          client.describeBackupEncryptStatus(
              new DescribeBackupEncryptStatusRequest().withInstanceId(shared.instanceId));
      assertThat(status.getEncryptionStatus().getValue()).isEqualTo("on");
      assertThat(credentials.getProjectId()).isEqualTo(shared.account.projectId());
    }

    @Test
    void findsItsDomainByItself() {
      var credentials =
          new GlobalCredentials()
              .withAk(shared.account.accessKey())
              .withSk(shared.account.secretKey())
              .withIamEndpoint(shared.account.endpoint());
      var client =
          IamClient.newBuilder()
              .withCredential(credentials)
              .withRegion(new Region(shared.account.region(), shared.account.endpoint()))
              .build();
      assertThat(client.keystoneListAuthDomains(new KeystoneListAuthDomainsRequest()).getDomains())
          .singleElement()
          .returns(shared.account.domainId(), domain -> domain.getId());
      assertThat(
              client
                  .keystoneListProjects(
                      new KeystoneListProjectsRequest().withName(shared.account.region()))
                  .getProjects())
          .singleElement()
          .returns(shared.account.projectId(), project -> project.getId());
      assertThat(credentials.getDomainId()).isEqualTo(shared.account.domainId());
    }
  }

  @Nested
  class ARefusal {
    @Test
    void arrivesWithCodeMessageAndRequestId() {
      ServiceResponseException refusal = refusal(() -> cloud.encryption("0".repeat(32) + "in07"));
      assertThat(refusal.getHttpStatusCode()).isEqualTo(404);
      assertThat(refusal.getErrorCode()).isEqualTo("DBS.200002");
      assertThat(refusal.getErrorMsg()).isEqualTo("The DB instance does not exist.");
      assertThat(refusal.getRequestId()).hasSize(32);
    }

    @Test
    void ofAKeyArrivesOutOfItsNestedShape() {
      ServiceResponseException refusal =
          refusal(() -> cloud.disable("00000000-0000-4000-8000-000000000000"));
      assertThat(refusal.getHttpStatusCode()).isEqualTo(404);
      assertThat(refusal.getErrorCode()).isEqualTo("KMS.0207");
      assertThat(refusal.getErrorMsg()).startsWith("The key does not exist.");
      assertThat(refusal.getRequestId()).hasSize(32);
    }

    @Test
    void ofAWrongSecretIsOneOfAuthentication() {
      Cloud impostor =
          Cloud.of(
              shared.account.endpoint(),
              shared.account.accessKey(),
              "wrong",
              shared.account.projectId());
      assertThat(refusal(() -> impostor.encryption(shared.instanceId)))
          .returns(401, ServiceResponseException::getHttpStatusCode)
          .returns("APIGW.0301", ServiceResponseException::getErrorCode);
    }
  }

  private void delete(String id) {
    cloud.complete(
        cloud
            .databases()
            .deleteGaussMySqlInstance(new DeleteGaussMySqlInstanceRequest().withInstanceId(id))
            .getJobId());
  }

  static ServiceResponseException refusal(ThrowingCallable call) {
    return catchThrowableOfType(ServiceResponseException.class, call);
  }
}
