package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.CofferCommand.Ended;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The commands that ask a server: what they print where, and how they end. */
@ExtendWith(SharedCoffer.class)
final class ClientCommandTest {
  private final Shared shared;
  private final ServerHome home = ServerHome.create();

  ClientCommandTest(Shared shared) {
    this.shared = shared;
  }

  @BeforeEach
  void signIn() {
    Ended signedIn = run("login --bootstrap " + shared.home.server().resolve("bootstrap.json"));
    assertThat(signedIn.code()).as(signedIn.stderr()).isZero();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Ended run(String line) {
    return CofferCommand.run(home.root(), line.split(" "));
  }

  private JsonNode json(String line) {
    Ended ended = run(line + " -o json");
    assertThat(ended.code()).as(ended.stderr()).isZero();
    return Wire.JSON.readTree(ended.stdout());
  }

  @Test
  void keepsTheCredentialsForTheOwnerAloneAndRefusesThemWhenTheyAreNot() throws IOException {
    Path file = home.root().resolve("config/credentials.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Ended refused = run("key list");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.stderr()).contains("chmod 600 ").hasLineCount(1);
  }

  @Test
  void signsCallsByTheKeyThatWasKeptOrSendsAToken() throws IOException {
    assertThat(json("instance list").findValuesAsString("id")).contains(shared.instanceId);
    Path password = Files.writeString(home.root().resolve("password"), shared.account.password());

    Ended signedIn =
        run(
            "login %s --profile token --user %s --domain %s --project %s --password-file %s"
                .formatted(
                    shared.coffer.url(),
                    shared.account.userName(),
                    shared.account.domainName(),
                    shared.account.projectId(),
                    password));

    assertThat(signedIn.code()).as(signedIn.stderr()).isZero();
    assertThat(run("instance list --profile token -q").stdout()).contains(shared.instanceId);
    assertThat(run("config show").stdout()).doesNotContain(shared.account.secretKey());
    assertThat(run("logout").code()).isZero();
    assertThat(run("key list").code()).isEqualTo(4);
  }

  @Test
  void setsShowsAndEndsAPolicy() {
    Ended set = run("backup policy shared --at 23 --days 1,7 --keep 14 -o json");
    assertThat(set.code()).as(set.stderr()).isZero();
    assertThat(Wire.JSON.readTree(set.stdout()).path("window").asString()).isEqualTo("23:00-00:00");
    assertThat(run("backup policy shared --query days").stdout()).isEqualTo("1,7\n");
    assertThat(run("backup policy shared --at 24 --keep 14").code()).isEqualTo(2);
    assertThat(run("backup policy shared --at 2").code()).isEqualTo(2);
    assertThat(run("backup policy shared --none --query keep_days").stdout()).isEqualTo("0\n");
  }

  @Test
  void makesAnEncryptedBackupAndChecksIt() {
    Ended made = run("backup create shared --name by-command -o json");

    assertThat(made.code()).as(made.stderr()).isZero();
    JsonNode backup = Wire.JSON.readTree(made.stdout());
    assertThat(backup.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(backup.path("key_id").asString()).isEqualTo(shared.keyId);
    assertThat(made.stderr())
        .contains("backup by-command done after")
        .doesNotContain("\r", "\u001b");
    String id = backup.path("id").asString();
    assertThat(run("backup check by-command --query opened").stdout()).isEqualTo("true\n");
    assertThat(run("backup show " + id.substring(0, 8) + " -q").stdout()).isEqualTo(id + "\n");
    assertThat(run("backup delete " + id.substring(0, 8) + " --yes").code()).isEqualTo(6);
    assertThat(run("backup delete by-command").code()).as("no one can be asked").isEqualTo(2);
    assertThat(run("backup show by-command").code()).isZero();
    assertThat(run("backup delete by-command --yes").code()).isZero();
    assertThat(run("backup show by-command").code()).isEqualTo(6);
  }

  @Test
  void endsWithEightWhenTheTimeIsUpAndTheJobGoesOn() throws SQLException {
    Ended early;
    try (Connection _ = shared.cloud.database(shared.instanceId).holdBackups()) {
      early = run("backup create shared --name outlasts --timeout 1s");
    }

    assertThat(early.code()).as(early.stderr()).isEqualTo(8);
    assertThat(early.stdout()).isEmpty();
    Ended waited = run("job wait " + job(early.stderr()));
    assertThat(waited.code()).as(waited.stderr()).isZero();
    assertThat(waited.stdout()).contains("state\tdone");
    assertThat(run("backup delete outlasts --yes").code()).isZero();
  }

  private static String job(String message) {
    Matcher told = Pattern.compile("coffer job wait ([0-9a-f-]{36})").matcher(message);
    assertThat(told.find()).as(message).isTrue();
    return told.group(1);
  }

  @Test
  void toldByTheJobThatItFailedEndsWithNine() {
    run("key create fails-soon");
    assertThat(run("encryption on shared --key fails-soon").code()).isZero();
    try {
      assertThat(run("key disable fails-soon").code()).isZero();

      Ended failed = run("backup create shared --name cannot-be -o json");

      assertThat(failed.code()).isEqualTo(9);
      assertThat(failed.stdout()).isEmpty();
      String last = failed.stderr().lines().reduce("", (_, line) -> line);
      JsonNode error = Wire.JSON.readTree(last);
      assertThat(error.path("error").asString()).contains("disabled");
      assertThat(error.path("exit_code").asInt()).isEqualTo(9);
    } finally {
      run("encryption on shared --key shared");
    }
  }

  @Test
  void suggestsWhatWasMeantAndNeverWhatDestroys() {
    assertThat(run("instance craete x").stderr()).contains("did you mean 'create'?");
    assertThat(run("instance delet x").stderr()).doesNotContain("did you mean");
    assertThat(run("key list --outptu json").stderr()).contains("did you mean --output?");
    assertThat(run("key show none").code()).isEqualTo(6);
    assertThat(run("key list --query nonsense").code()).isEqualTo(2);
    assertThat(run("key list --endpoint http://127.0.0.1:1").code()).isEqualTo(10);
  }

  @Test
  void verifiesTheServersCertificate() throws Exception {
    ServerHome own = ServerHome.create();
    SelfSigned certificate = SelfSigned.in(own.root());
    try (own;
        RunningCoffer secure = RunningCoffer.start(own, certificate.options())) {
      String login = "login --profile tls --bootstrap " + own.server().resolve("bootstrap.json");
      assertThat(run(login).code()).isZero();
      assertThat(run("key list --profile tls").code()).isEqualTo(10);
      assertThat(run(login + " --ca-file " + certificate.certificate()).code()).isZero();
      assertThat(run("key list --profile tls").code()).isZero();
      assertThat(secure.url()).startsWith("https");
    }
  }

  @Test
  void drawsOnATerminalCutsToItsWidthAndAsksForTheNameOfWhatItDestroys() throws Exception {
    run("key create asked-for");

    Ended table = onTerminal("stty cols 60 rows 20;", "", "key list");
    assertThat(table.stdout()).contains("NAME", "ago", "\u001b[1m");
    assertThat(table.stdout().replaceAll("\u001b\\[\\d+m|\r", "").lines())
        .allMatch(line -> line.length() <= 90);
    Ended wrong = onTerminal("", "shared\n", "key delete asked-for");
    assertThat(wrong.code()).as(wrong.stdout()).isEqualTo(2);
    assertThat(json("key show asked-for").path("state").asString()).isEqualTo("enabled");
    Ended right = onTerminal("", "asked-for\n", "key delete asked-for");
    assertThat(right.code()).as(right.stdout()).isZero();
    assertThat(right.stdout()).contains("nothing that this server knows of");
    assertThat(json("key show asked-for").path("state").asString()).isEqualTo("to be deleted");
  }

  @Test
  void saysThatTheJobGoesOnWhenItIsInterrupted() throws Exception {
    Ended interrupted;
    try (Connection _ = shared.cloud.database(shared.instanceId).holdBackups()) {
      interrupted = onTerminal("", "\u0003", "backup create shared --name interrupted");
    }

    assertThat(interrupted.stdout()).contains("interrupted", "goes on as job ");
    assertThat(interrupted.code()).isEqualTo(130);
    assertThat(run("job wait " + job(interrupted.stdout())).code()).isZero();
  }

  @Test
  void completesNamesFromWhatWasListedWithoutAServerOrJava() throws Exception {
    assertThat(run("key list").stdout()).contains("shared");
    Ended script = run("completion bash");
    assertThat(script.code()).as(script.stderr()).isZero();
    Path file = Files.writeString(home.root().resolve("completion.bash"), script.stdout());

    assertThat(completed(file, "coffer encryption on x --key sh")).containsExactly("shared");
    assertThat(completed(file, "coffer ke")).containsExactly("key");
    assertThat(completed(file, "coffer -o json key sho")).containsExactly("show");
    assertThat(completed(file, "coffer key list --out")).containsExactly("--output");
  }

  private List<String> completed(Path script, String line) throws Exception {
    var builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _coffer;"
                + " printf '%s\\n' \"${COMPREPLY[@]}\"",
            script.toString());
    builder.command().addAll(List.of(line.split(" ")));
    builder.environment().put("COFFER_CONFIG_DIR", home.root().resolve("config").toString());
    builder.environment().put("XDG_CACHE_HOME", home.root().resolve("cache").toString());
    builder.environment().put("JAVA_HOME", "/nonexistent");
    Process process = builder.start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return answer.lines().toList();
  }

  private Ended onTerminal(String before, String typed, String line) throws Exception {
    // A run in the background ignores interrupts, and its processes with it.
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.coffer.cli.Coffer"));
    command.addAll(List.of(line.split(" ")));
    String shell =
        before + command.stream().map(w -> "'" + w + "'").collect(Collectors.joining(" "));
    var builder = new ProcessBuilder("script", "-qefc", shell, "/dev/null");
    builder.environment().put("COFFER_CONFIG_DIR", home.root().resolve("config").toString());
    builder.environment().put("XDG_CACHE_HOME", home.root().resolve("cache").toString());
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("COLUMNS");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    var screen = new StringBuilder();
    if (typed.equals("\u0003")) {
      // Only once it waits is there something to interrupt.
      while (!screen.toString().contains("%")) {
        int next = process.getInputStream().read();
        assertThat(next).as(screen.toString()).isNotNegative();
        screen.append((char) next);
      }
    }
    process.getOutputStream().write(typed.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    screen.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    return new Ended(process.waitFor(), screen.toString(), "");
  }
}
