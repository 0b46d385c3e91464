package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.gaussdb.v3.GaussDBClient;
import com.huaweicloud.sdk.gaussdb.v3.model.BackupEncryptRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.BackupEncryptRequest.EncryptionStatusEnum;
import com.huaweicloud.sdk.gaussdb.v3.model.BackupEncryptRequest.TypeEnum;
import com.huaweicloud.sdk.gaussdb.v3.model.Backups;
import com.huaweicloud.sdk.gaussdb.v3.model.CreateGaussMySqlBackupRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.CreateGaussMySqlBackupResponse;
import com.huaweicloud.sdk.gaussdb.v3.model.CreateGaussMySqlInstanceRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.CreateGaussMySqlInstanceResponse;
import com.huaweicloud.sdk.gaussdb.v3.model.DescribeBackupEncryptStatusRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.GetJobInfoDetail;
import com.huaweicloud.sdk.gaussdb.v3.model.ModifyBackupEncryptStatusRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlInstanceInfoDetail;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlInstanceRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowGaussMySqlBackupListRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowGaussMySqlInstanceInfoRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowGaussMySqlJobInfoRequest;
import com.huaweicloud.sdk.kms.v2.KmsClient;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import com.huaweicloud.sdk.kms.v2.model.DisableKeyRequest;
import com.huaweicloud.sdk.kms.v2.model.EnableKeyRequest;
import java.util.List;
import java.util.Optional;

/** The calls that the tests make again and again, through the vendor's own clients. */
public record Cloud(GaussDBClient databases, KmsClient keys) {
  static final String PASSWORD = "Acceptance-Pass#1";

  static Cloud of(Account account) {
    return of(account.endpoint(), account.accessKey(), account.secretKey(), account.projectId());
  }

  static Cloud of(String endpoint, String accessKey, String secretKey, String projectId) {
    var credentials =
        new BasicCredentials().withAk(accessKey).withSk(secretKey).withProjectId(projectId);
    return new Cloud(
        GaussDBClient.newBuilder()
            .withCredential(credentials)
            .withEndpoints(List.of(endpoint))
            .withHttpConfig(trustingAnyCertificate())
            .build(),
        KmsClient.newBuilder()
            .withCredential(credentials)
            .withEndpoints(List.of(endpoint))
            .withHttpConfig(trustingAnyCertificate())
            .build());
  }

  // For servers with a certificate of the test's own; what is tested with it is not the client.
  private static HttpConfig trustingAnyCertificate() {
    return HttpConfig.getDefaultHttpConfig().withIgnoreSSLVerification(true);
  }

  /** Something that a job makes. */
  record Ordered(String id, String jobId) {}

  public String createKey(String alias, KeySpecEnum spec) {
    return keys.createKey(
            new CreateKeyRequest().withBody(body -> body.withKeyAlias(alias).withKeySpec(spec)))
        .getKeyInfo()
        .getKeyId();
  }

  void disable(String keyId) {
    keys.disableKey(new DisableKeyRequest().withBody(body -> body.withKeyId(keyId)));
  }

  void enable(String keyId) {
    keys.enableKey(new EnableKeyRequest().withBody(body -> body.withKeyId(keyId)));
  }

  static MysqlInstanceRequest order(String name) {
    return new MysqlInstanceRequest()
        .withName(name)
        .withRegion("cn-north-4")
        .withDatastore(datastore -> datastore.withType("gaussdb-mysql").withVersion("8.0"))
        .withMode("Cluster")
        .withFlavorRef("gaussdb.mysql.xlarge.x86.4")
        .withVpcId("3cf5e2a1-1b4a-4c52-8a4b-0a6f7a3d8a11")
        .withSubnetId("a0d5b7c8-60d3-4c9c-9b4d-2c5e8f1a7b22")
        .withPassword(PASSWORD)
        .withAvailabilityZoneMode("single")
        .withSlaveCount(0);
  }

  static MysqlInstanceRequest restoreOrder(String name, String sourceId, String backupId) {
    return order(name)
        .withRestorePoint(point -> point.withSourceInstanceId(sourceId).withBackupId(backupId));
  }

  Ordered create(MysqlInstanceRequest order) {
    CreateGaussMySqlInstanceResponse answer =
        databases.createGaussMySqlInstance(new CreateGaussMySqlInstanceRequest().withBody(order));
    return new Ordered(answer.getInstance().getId(), answer.getJobId());
  }

  /** Creates an instance and waits until it serves. */
  public String createInstance(String name) {
    Ordered ordered = create(order(name));
    complete(ordered.jobId());
    return ordered.id();
  }

  MysqlInstanceInfoDetail instance(String id) {
    return databases
        .showGaussMySqlInstanceInfo(new ShowGaussMySqlInstanceInfoRequest().withInstanceId(id))
        .getInstance();
  }

  Database database(String id) {
    MysqlInstanceInfoDetail told = instance(id);
    return new Database(
        told.getPrivateWriteIps().getFirst(), Integer.parseInt(told.getPort()), PASSWORD);
  }

  public String turnOn(String instanceId, String keyId) {
    return encryption(
        instanceId,
        new BackupEncryptRequest()
            .withEncryptionStatus(EncryptionStatusEnum.ON)
            .withType(TypeEnum.KMS)
            .withKmsKeyId(keyId));
  }

  String turnOff(String instanceId) {
    return encryption(
        instanceId, new BackupEncryptRequest().withEncryptionStatus(EncryptionStatusEnum.OFF));
  }

  String encryption(String instanceId, BackupEncryptRequest body) {
    return databases
        .modifyBackupEncryptStatus(
            new ModifyBackupEncryptStatusRequest().withInstanceId(instanceId).withBody(body))
        .getEncryptionStatus()
        .getValue();
  }

  String encryption(String instanceId) {
    return databases
        .describeBackupEncryptStatus(
            new DescribeBackupEncryptStatusRequest().withInstanceId(instanceId))
        .getEncryptionStatus()
        .getValue();
  }

  Ordered backUp(String instanceId, String name) {
    CreateGaussMySqlBackupResponse answer =
        databases.createGaussMySqlBackup(
            new CreateGaussMySqlBackupRequest()
                .withBody(body -> body.withInstanceId(instanceId).withName(name)));
    return new Ordered(answer.getBackup().getId(), answer.getJobId());
  }

  /** Takes a backup and waits until it is complete. */
  public String completeBackup(String instanceId, String name) {
    Ordered ordered = backUp(instanceId, name);
    complete(ordered.jobId());
    return ordered.id();
  }

  Optional<Backups> backup(String id) {
    return backups(new ShowGaussMySqlBackupListRequest().withBackupId(id)).stream().findFirst();
  }

  List<Backups> backups(ShowGaussMySqlBackupListRequest filters) {
    return databases.showGaussMySqlBackupList(filters).getBackups();
  }

  GetJobInfoDetail job(String id) {
    return databases.showGaussMySqlJobInfo(new ShowGaussMySqlJobInfoRequest().withId(id)).getJob();
  }

  /** Waits for a job's end, whichever it is. */
  GetJobInfoDetail ended(String jobId) {
    return Await.present(
        "the end of job " + jobId,
        () -> Optional.of(job(jobId)).filter(job -> !isUnderWay(job.getStatus().getValue())));
  }

  private static boolean isUnderWay(String status) {
    return status.equals("Pending") || status.equals("Running");
  }

  /** Waits for a job's end, which has to be a success. */
  public void complete(String jobId) {
    GetJobInfoDetail job = ended(jobId);
    assertThat(job.getStatus().getValue()).as(job.getFailReason()).isEqualTo("Completed");
  }

  /** Waits for a job's end, which has to be a failure, and answers with its reason. */
  public String failed(String jobId) {
    GetJobInfoDetail job = ended(jobId);
    assertThat(job.getStatus().getValue()).isEqualTo("Failed");
    return job.getFailReason();
  }
}
