package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.gaussdb.v3.model.BackupPolicy;
import com.huaweicloud.sdk.gaussdb.v3.model.Backups;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowGaussMySqlBackupListRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.ShowGaussMySqlBackupPolicyRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.UpdateGaussMySqlBackupPolicyRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An instance that is backed up by its policy. What takes days is written into the database of the
 * stopped server: windows that it missed, and backups that are old. Its windows are far from the
 * hour at which it runs, so that a backup begins where a window was missed, and only there.
 */
final class AutomaticBackupTest {
  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private Cloud cloud;

  @BeforeEach
  void start() {
    coffer = RunningCoffer.start(home);
    cloud = coffer.cloud();
  }

  @AfterEach
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void missedWindowsAreMadeUpForAndOldBackupsDeleted() throws SQLException {
    String first = window(10);
    String second = window(13);
    Cloud.Ordered ordered =
        cloud.create(
            Cloud.order("nightly")
                .withBackupStrategy(s -> s.withStartTime(first).withKeepDays("7")));
    cloud.complete(ordered.jobId());
    String id = ordered.id();
    cloud.turnOn(id, cloud.createKey("nightly", KeySpecEnum.AES_256));
    assertThat(policy(id).getPeriod()).isEqualTo("1,2,3,4,5,6,7");
    update(id, second, 3, "1,2,3,4,5,6,7");
    assertThat(cloud.instance(id).getBackupStrategy().getStartTime()).isEqualTo(second);
    assertThat(policy(id).getKeepDays()).isEqualTo(3);
    String manual = cloud.completeBackup(id, "by-hand");
    assertThat(automatic(id)).isEmpty();

    restart("UPDATE backup_policy SET served = 0");
    Backups made = Await.present("an automatic backup", () -> whole(id).stream().findFirst());
    assertThat(made.getName()).startsWith("auto-");
    assertThat(made.getType()).isEqualTo("auto");

    restart(
        "UPDATE backup_policy SET served = 0",
        "UPDATE backup SET began_at = began_at - 345600000, ended_at = ended_at - 345600000");
    Await.until(
        "the second alone",
        () -> {
          List<Backups> now = whole(id);
          return now.size() == 1 && !now.getFirst().getId().equals(made.getId());
        });
    assertThat(cloud.backup(manual)).as("one by order").isPresent();
    assertThat(cloud.backup(made.getId())).isEmpty();

    update(id, first, 0, "1");
    assertThat(policy(id).getKeepDays()).isZero();
    assertThat(automatic(id)).hasSize(1);
  }

  /** One that begins so many hours from now, in UTC. */
  private static String window(int hoursFromNow) {
    int hour = (LocalTime.now(ZoneOffset.UTC).getHour() + hoursFromNow) % 24;
    return "%02d:00-%02d:00".formatted(hour, (hour + 1) % 24);
  }

  private void restart(String... statements) throws SQLException {
    coffer.stop();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + home.controlDatabase());
        Statement statement = database.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
    start();
  }

  private BackupPolicy policy(String id) {
    return cloud
        .databases()
        .showGaussMySqlBackupPolicy(new ShowGaussMySqlBackupPolicyRequest().withInstanceId(id))
        .getBackupPolicy();
  }

  private void update(String id, String window, int keepDays, String period) {
    var answer =
        cloud
            .databases()
            .updateGaussMySqlBackupPolicy(
                new UpdateGaussMySqlBackupPolicyRequest()
                    .withInstanceId(id)
                    .withBody(
                        body ->
                            body.withBackupPolicy(
                                policy ->
                                    policy
                                        .withStartTime(window)
                                        .withKeepDays(keepDays)
                                        .withPeriod(period))));
    assertThat(answer.getInstanceId()).isEqualTo(id);
    assertThat(answer.getStatus()).isEqualTo("COMPLETED");
  }

  private List<Backups> whole(String id) {
    return automatic(id).stream()
        .filter(backup -> backup.getStatus().toString().equals("COMPLETED"))
        .toList();
  }

  private List<Backups> automatic(String id) {
    return cloud.backups(
        new ShowGaussMySqlBackupListRequest().withInstanceId(id).withBackupType("auto"));
  }
}
