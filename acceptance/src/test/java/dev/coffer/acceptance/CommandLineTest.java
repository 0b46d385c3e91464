package dev.coffer.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import dev.coffer.acceptance.CofferCommand.Ended;
import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator types, and what the command answers with. */
@ExtendWith(SharedCoffer.class)
final class CommandLineTest {
  private final Shared shared;
  private final ServerHome home = ServerHome.create();

  CommandLineTest(Shared shared) {
    this.shared = shared;
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Ended run(String line) {
    return CofferCommand.run(home.root(), line.split(" "));
  }

  private static void assertRefused(Ended ended) {
    assertThat(ended.code()).as(ended.stderr()).isEqualTo(1);
    assertThat(ended.stdout()).isEmpty();
    assertThat(ended.stderr()).startsWith("coffer: ").hasLineCount(1);
  }

  @Test
  void envPrintsWhatAClientNeeds() {
    Path account = shared.home.server().resolve("bootstrap.json");

    Ended shell = run("env --for go --account " + account);
    assertThat(shell.code()).as(shell.stderr()).isZero();
    assertThat(shell.stdout().lines())
        .contains(
            "export CLOUD_SDK_AK='" + shared.account.accessKey() + "'",
            "export HUAWEICLOUD_SDK_PROJECT_ID='" + shared.account.projectId() + "'",
            "export HUAWEICLOUD_SDK_REGION_KMS_CN_NORTH_4='" + shared.coffer.url() + "'");
    Ended json = run("env --for terraform --format json --account " + account);
    assertThat(Wire.JSON.readTree(json.stdout()).at("/HW_AUTH_URL").asString())
        .isEqualTo(shared.coffer.url() + "/v3");
    assertRefused(run("env --for java --account " + home.root().resolve("none.json")));
  }

  @Nested
  class Usage {
    @Test
    void namesEveryCommandAndEachHasHelpOfItsOwn() {
      Ended help = run("--help");

      assertThat(help.code()).isZero();
      List<String> commands = commands(help.stdout());
      assertThat(commands).contains("serve", "demo", "open", "doctor", "root", "key", "audit");
      for (String command : commands) {
        Ended told = run(command + " --help");
        assertThat(told.code()).as(command).isZero();
        assertThat(told.stdout()).as(command).startsWith("Usage: coffer " + command);
        assertThat(told.stderr()).as(command).isEmpty();
      }
    }

    private static List<String> commands(String help) {
      return help.lines()
          .dropWhile(line -> !line.startsWith("Commands:"))
          .skip(1)
          .takeWhile(line -> !line.isEmpty())
          .filter(line -> line.startsWith("  ") && line.charAt(2) != ' ')
          .map(line -> line.strip().replaceFirst(" .*", ""))
          .toList();
    }

    @Test
    void isShownForWhatNoCommandKnows() {
      for (String line : List.of("srve", "serve --nonsense --data x", "open --store x")) {
        Ended ended = run(line);
        assertThat(ended.code()).as(line).isEqualTo(2);
        assertThat(ended.stdout()).as(line).isEmpty();
        assertThat(ended.stderr()).as(line).containsIgnoringCase("coffer ").doesNotContain("\tat ");
      }
    }

    @Test
    void isNotShownWhereAFileIsMissing() {
      Path absent = home.root().resolve("absent");
      assertRefused(run("root rotate --data " + absent));
      assertRefused(run("audit verify --data " + absent));
      assertRefused(run("iam explain --user admin --action x:y:z --account " + absent));
      assertRefused(run("key dependents x --account " + absent));
      assertRefused(run("open --store " + absent + " --backup x --to " + absent + "-to"));
      assertThat(absent).doesNotExist();
    }
  }

  @Nested
  class UnderAPassphrase {
    @Test
    void theServerStartsWithTheRightOneOnly() throws IOException {
      Path right = Files.writeString(home.root().resolve("right"), "horse battery\n");
      Path wrong = Files.writeString(home.root().resolve("wrong"), "horse\n");
      String keyId;
      try (RunningCoffer plain = RunningCoffer.start(home)) {
        keyId = plain.cloud().createKey("kept", KeySpecEnum.SM4);
      }

      Ended rotated =
          CofferCommand.run(
              home.root(),
              right,
              ("root rotate --new-passphrase-fd 0 --data " + home.data()).split(" "));

      assertThat(rotated.code()).as(rotated.stderr()).isZero();
      assertRefused(RunningCoffer.serve(home).ended());
      assertRefused(RunningCoffer.serve(home, wrong, "--passphrase-fd", "0").ended());
      try (RunningCoffer again = RunningCoffer.start(home, right, "--passphrase-fd", "0")) {
        again.cloud().disable(keyId);
      }
      Files.delete(right);
      try (Stream<Path> files = Files.walk(home.root()).filter(Files::isRegularFile)) {
        assertThat(files).noneMatch(file -> text(file).contains("battery"));
      }
    }

    @Test
    void theServerSealsItsRootKeyUnderANewOneAndWarnsUntilThen() throws IOException {
      Path secret = Files.writeString(home.root().resolve("secret"), "staple tower\n");
      String warning = "the root key lies in the clear beside the key ring";
      try (RunningCoffer plain = RunningCoffer.start(home)) {
        assertThat(plain.stop().stderr()).contains(warning);
      }
      assertRefused(RunningCoffer.serve(home, "--new-passphrase-file", secret.toString()).ended());
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      String[] option = {"--new-passphrase-file", secret.toString()};
      for (int start = 0; start < 2; start++) {
        try (RunningCoffer sealed = RunningCoffer.start(home, option)) {
          assertThat(sealed.stop().stderr()).doesNotContain(warning);
        }
      }
      assertRefused(RunningCoffer.serve(home).ended());
      RunningCoffer.start(home, secret, "--passphrase-fd", "0").close();
    }

    private static String text(Path file) {
      try {
        return Files.readString(file, ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Nested
  class AskingAServerThatRuns {
    private final Path bootstrap = shared.home.server().resolve("bootstrap.json");

    @Test
    void tellsWhatDiesWithAKey() {
      String backup = shared.cloud.completeBackup(shared.instanceId, "dies-with-its-key");

      Ended told = run("key dependents " + shared.keyId + " --account " + bootstrap);

      assertThat(told.code()).as(told.stderr()).isZero();
      assertThat(told.stdout())
          .contains("key " + shared.keyId)
          .contains("backup " + backup + " dies-with-its-key of instance " + shared.instanceId)
          .contains("instance " + shared.instanceId + ": its next backups need it");
    }

    @Test
    void refusesAKeyThatIsNotThere() {
      Ended refused = run("key dependents " + shared.instanceId + " --account " + bootstrap);
      assertThat(refused.code()).as(refused.stderr()).isEqualTo(6);
      assertThat(refused.stderr()).startsWith("coffer: ").hasLineCount(1);
    }

    @Test
    void explainsWhatTheFirstUserMayAndANewOneMayNot() {
      newUser("explained");
      String question =
          "iam explain --action gaussdbformysql:backup:encrypt --account " + bootstrap + " --user ";

      Ended allowed = run(question + shared.account.userName());
      Ended refused = run(question + "explained");

      assertThat(allowed.code()).as(allowed.stderr()).isZero();
      assertThat(allowed.stdout()).startsWith("allowed: ");
      assertThat(refused.code()).as(refused.stdout()).isEqualTo(3);
      assertThat(refused.stdout()).contains("explained may not do ");
    }

    private void newUser(String name) {
      Wire wire = Wire.to(shared.coffer.url());
      var body = Map.of("user", Map.of("name", name, "password", "Explained-User#1"));
      Answer made =
          wire.send(
              Request.of("POST", "/v3/users", Wire.JSON.writeValueAsString(body))
                  .with("X-Auth-Token", wire.token(shared.account)));
      assertThat(made.status()).as("%s", made).isEqualTo(201);
    }

    @Test
    void findsTheAuditLogWholeAndAlteredOnesBroken() throws IOException {
      for (String name : List.of("keyring.json", "root.key")) {
        Files.createDirectories(home.data());
        Files.copy(shared.home.server().resolve(name), home.data().resolve(name));
      }
      Ended whole = run("audit verify --data " + shared.home.data());
      copyAuditWithOneByteChanged();
      Ended altered = run("audit verify --data " + home.data());

      assertThat(whole.code()).as(whole.stdout() + whole.stderr()).isZero();
      assertThat(whole.stdout()).startsWith("whole up to line ");
      assertThat(altered.code()).as(altered.stdout() + altered.stderr()).isEqualTo(2);
      assertThat(altered.stdout()).startsWith("broken: ");
    }

    private void copyAuditWithOneByteChanged() throws IOException {
      Path copy = Files.createDirectory(home.data().resolve("audit"));
      try (Stream<Path> files = Files.list(shared.home.server().resolve("audit"))) {
        for (Path file : files.toList()) {
          byte[] bytes = Files.readAllBytes(file);
          if (file.toString().endsWith(".log")) {
            bytes[bytes.length / 3] ^= 1;
          }
          Files.write(copy.resolve(file.getFileName()), bytes);
        }
      }
    }
  }
}
