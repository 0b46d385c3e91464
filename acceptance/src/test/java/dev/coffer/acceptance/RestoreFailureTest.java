package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A backup that was altered in the store is refused, whatever was altered. */
@ExtendWith(SharedCoffer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class RestoreFailureTest {
  private final Shared shared;
  private final Cloud cloud;
  private String backupId = "";
  private byte[] stream = {};
  private byte[] envelope = {};

  RestoreFailureTest(Shared shared) {
    this.shared = shared;
    this.cloud = shared.cloud;
  }

  @BeforeAll
  void takeBackup() throws IOException {
    backupId = cloud.completeBackup(shared.instanceId, "to-be-damaged");
    stream = Files.readAllBytes(object(".sealed"));
    envelope = Files.readAllBytes(object(".envelope"));
  }

  @AfterEach
  void makeGood() throws IOException {
    Files.write(object(".sealed"), stream);
    Files.write(object(".envelope"), envelope);
  }

  @AfterAll
  void isWholeAfterAll() {
    var wire = Wire.to(shared.account.endpoint());
    String path = "/coffer/v1/" + shared.account.projectId() + "/backups/" + backupId;
    String token = wire.token(shared.account);
    Wire.Answer begun =
        wire.send(Request.of("POST", path + "/check", "?").with("X-Auth-Token", token));
    cloud.complete(begun.json().get("job_id").asString());
    Wire.Answer told =
        wire.send(Request.of("GET", path + "/encryption", "?").with("X-Auth-Token", token));
    assertThat(told.json().at("/last_check/opened").asBoolean()).isTrue();
    assertThat(told.json().get("kms_key_id").asString()).isEqualTo(shared.keyId);
    assertThat(told.json().get("key_state").asString()).isEqualTo("usable");
  }

  @ParameterizedTest
  @MethodSource("dev.coffer.acceptance.Damage#all")
  void endsTheJobWithAReasonAndLeavesNoData(Damage damage) throws IOException {
    Path object = object(damage.suffix());
    Files.write(object, damage.change().to(Files.readAllBytes(object)));

    Cloud.Ordered restored =
        cloud.create(Cloud.restoreOrder("from-damage", shared.instanceId, backupId));

    assertThat(cloud.failed(restored.jobId()))
        .startsWith("backup " + backupId + ": ")
        .contains(damage.reason());
    assertThat(cloud.instance(restored.id()).getStatus()).isEqualTo("FAILED");
    assertThat(shared.home.instance(restored.id())).doesNotExist();
    assertThat(Engines.of(shared.home, restored.id())).isEmpty();
    try (Stream<Path> left = Files.list(shared.home.data().resolve("instances"))) {
      assertThat(left.map(Path::getFileName).map(Path::toString).toList())
          .noneMatch(name -> name.contains(restored.id()));
    }
  }

  private Path object(String suffix) {
    return shared.home.backups().resolve(backupId + suffix);
  }
}
