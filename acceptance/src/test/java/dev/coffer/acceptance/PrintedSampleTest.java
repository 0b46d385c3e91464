package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.acceptance.SharedCoffer.Shared;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The very samples that the vendor's pages print, run against this server. */
@ExtendWith(SharedCoffer.class)
final class PrintedSampleTest {
  private final Shared shared;
  @TempDir private Path directory = Path.of("");

  PrintedSampleTest(Shared shared) {
    this.shared = shared;
  }

  @AfterEach
  void turnOnAgain() {
    shared.cloud.turnOn(shared.instanceId, shared.keyId);
  }

  // Its key id is the page's own example, and no placeholder: the key is made under that id.
  @ParameterizedTest
  @ValueSource(strings = {"002", "003"})
  void turningOnPrintsTheNewState(String document) {
    makeKey("b82fa43f-f6e8-4ec4-9c31-231bc547c526");
    shared.cloud.turnOff(shared.instanceId);
    String printed = run(samples(document).getFirst());
    assertThat(printed).contains("class ModifyBackupEncryptStatusResponse").contains(": on");
    assertThat(shared.cloud.encryption(shared.instanceId)).isEqualTo("on");
  }

  private void makeKey(String keyId) {
    Wire wire = Wire.to(shared.account.endpoint());
    Wire.Answer made =
        wire.send(
            Wire.Request.of(
                    "POST",
                    "/coffer/v1/" + shared.account.projectId() + "/kms/keys",
                    "{\"key_id\":\"" + keyId + "\",\"key_alias\":\"printed\"}")
                .with("X-Auth-Token", wire.token(shared.account)));
    // The second document finds the key that was made for the first.
    assertThat(made.status()).as(made.response().body()).isIn(201, 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"002", "003"})
  void turningOffPrintsTheNewState(String document) {
    String printed = run(samples(document).getLast());
    assertThat(printed).contains("class ModifyBackupEncryptStatusResponse").contains(": off");
    assertThat(shared.cloud.encryption(shared.instanceId)).isEqualTo("off");
  }

  private static List<PrintedSample> samples(String document) {
    Optional<Path> documents = PrintedSample.documents();
    assumeTrue(documents.isPresent(), "the vendor's pages are not beside the project");
    List<PrintedSample> samples = PrintedSample.of(documents.get(), document);
    assertThat(samples).hasSize(2);
    return samples;
  }

  private String run(PrintedSample sample) {
    String filledIn =
        sample.filledIn(shared.account.projectId(), shared.instanceId, shared.account.region());
    return PrintedSample.run(filledIn, directory, shared.account);
  }
}
