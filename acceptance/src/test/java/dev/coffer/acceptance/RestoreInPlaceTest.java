package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.gaussdb.v3.model.RestoreOldInstanceRequest;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backup over the instance it was taken of: allowed until encryption was ever on, then never. */
@ExtendWith(SharedCoffer.class)
final class RestoreInPlaceTest {
  private final Shared shared;

  RestoreInPlaceTest(Shared shared) {
    this.shared = shared;
  }

  @Test
  void bringsTheDataBackUntilEncryptionWasEverOn() throws SQLException {
    String id = shared.cloud.createInstance("in-place");
    Database database = shared.cloud.database(id);
    database.load();
    Map<String, Long> before = database.checksums();
    String backup = shared.cloud.completeBackup(id, "before-the-mistake");
    database.run("CREATE DATABASE mistake", "CREATE TABLE mistake.t (a INT)");

    shared.cloud.complete(restore(id, backup));

    assertThat(shared.cloud.instance(id).getStatus()).isEqualTo("ACTIVE");
    assertThat(shared.cloud.database(id).checksums()).isEqualTo(before);
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> shared.cloud.database(id).run("SELECT * FROM mistake.t"));

    shared.cloud.turnOn(id, shared.keyId);
    shared.cloud.turnOff(id);
    assertThatExceptionOfType(ClientRequestException.class)
        .isThrownBy(() -> restore(id, backup))
        .satisfies(refusal -> assertThat(refusal.getErrorCode()).isEqualTo("DBS.280406"));
  }

  private String restore(String instanceId, String backupId) {
    return shared
        .cloud
        .databases()
        .restoreOldInstance(
            new RestoreOldInstanceRequest()
                .withBody(
                    body ->
                        body.withSourceInstanceId(instanceId)
                            .withTargetInstanceId(instanceId)
                            .withType("backup")
                            .withBackupId(backupId)))
        .getJobId();
  }
}
