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

  // Its key is the page's own example, which no create-key can make.
  @ParameterizedTest
  @ValueSource(strings = {"002", "003"})
  void turningOnIsRefusedAsThePrintedKeyDoesNotExist(String document) {
    String printed = run(samples(document).getFirst());
    assertThat(printed.lines().filter(line -> !line.startsWith("\tat ")).toList())
        .anySatisfy(line -> assertThat(line).isEqualTo("400"))
        .anySatisfy(line -> assertThat(line).matches("[0-9a-f]{32}"))
        .anySatisfy(line -> assertThat(line).isEqualTo("DBS.280204"))
        .anySatisfy(
            line -> assertThat(line).isEqualTo("Invalid parameter. kms_key_id does not exist"));
    assertThat(shared.cloud.encryption(shared.instanceId)).isEqualTo("on");
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
