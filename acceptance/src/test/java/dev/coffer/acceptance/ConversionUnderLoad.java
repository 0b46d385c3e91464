package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Encrypts a cluster while a client commits to a table of it: nothing acknowledged is lost. */
record ConversionUnderLoad(RunningCoffer coffer, Warehouse warehouse) {
  private static final Duration LONG = Duration.ofMinutes(10);

  /** The table has a key of one bigint and nothing else. */
  void run(String table) throws SQLException {
    String key = coffer.cloud().createKey("warehouse", KeySpecEnum.AES_256);
    var committer = new Committer(warehouse, table);
    long began = System.nanoTime();
    String job =
        DwsEncryption.of(coffer.account())
            .encrypt(
                warehouse.clusterId(),
                Map.of("encrypt", Map.of("crypt_algorithm", "generalCipher", "master_key_id", key)))
            .jobId;
    Await.until(
        LONG,
        "the conversion",
        () -> List.of("SUCCESS", "FAIL").contains(warehouse.job(job).getStatus()));
    var conversion = Duration.ofNanos(System.nanoTime() - began);
    assertThat(warehouse.job(job).getStatus())
        .as(warehouse.job(job).getFailedDetail())
        .isEqualTo("SUCCESS");
    int then = committer.commits();
    Await.until("commits afterwards", () -> committer.commits() > then + 20);
    Committer.assertShort(committer.end(), Duration.ofSeconds(30), conversion);
    assertThat(committer.missing()).isEmpty();
  }
}
