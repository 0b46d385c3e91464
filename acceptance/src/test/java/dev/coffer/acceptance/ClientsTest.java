package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.acceptance.SharedCoffer.Shared;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The vendor's Python, Go and Node clients, each with the same scenario and the same answers
 * expected of it. They come from their registries, so this runs where it is asked for.
 */
@ExtendWith(SharedCoffer.class)
@EnabledIfSystemProperty(named = "coffer.clients", matches = "true")
class ClientsTest {
  private static final Path CLIENTS = Path.of("clients").toAbsolutePath();
  private static final Pattern STEP = Pattern.compile("[a-z_]+=.*");

  private final Shared shared;
  @TempDir private Path directory;

  ClientsTest(Shared shared) {
    this.shared = shared;
  }

  // Other tests count on the key that the shared instance's backups are encrypted under.
  @AfterEach
  void turnOnAsBefore() {
    shared.cloud.turnOn(shared.instanceId, shared.keyId);
  }

  @Test
  void python() throws Exception {
    Path venv = directory.resolve("venv");
    run(directory, installed("python3"), "-m", "venv", venv.toString());
    run(
        directory,
        venv.resolve("bin/pip").toString(),
        "install",
        "-q",
        "--disable-pip-version-check",
        "-r",
        CLIENTS.resolve("python/requirements.txt").toString());
    String scenario = CLIENTS.resolve("python/scenario.py").toString();
    assertAnswers("python", run(directory, venv.resolve("bin/python").toString(), scenario));
  }

  @Test
  void go() throws Exception {
    Path program = directory.resolve("scenario");
    run(CLIENTS.resolve("go"), installed("go"), "build", "-o", program.toString(), ".");
    assertAnswers("go", run(directory, program.toString()));
  }

  @Test
  void node() throws Exception {
    String node = installed("node");
    for (String file : List.of("package.json", "scenario.js")) {
      Files.copy(CLIENTS.resolve("node").resolve(file), directory.resolve(file));
    }
    run(directory, installed("npm"), "install", "--silent", "--no-audit", "--no-fund");
    assertAnswers("node", run(directory, node, "scenario.js"));
  }

  private static void assertAnswers(String client, String output) {
    // The Node client logs refusals to the standard output, too.
    assertThat(output.lines().filter(line -> STEP.matcher(line).matches()))
        .map(line -> line.replace("True", "true"))
        .containsExactly(
            "key_state=2",
            "key_description=中文 <&>",
            "datakey=64",
            "decrypted=hello",
            "rotation=true",
            "refused=400 DBS.200001",
            "encryption=off",
            "encryption=on",
            "encryption_shown=on",
            "backup=COMPLETED",
            "backup_type=manual",
            "page_after_the_last=0",
            "clusters=1",
            "user=" + client + "-user",
            "versions=v3.6");
  }

  private static String installed(String command) {
    String found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(place -> Path.of(place, command))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse("");
    assumeTrue(!found.isEmpty(), command + " is not installed");
    return found;
  }

  private String run(Path where, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "out", "");
    Path errors = Files.createTempFile(directory, "err", "");
    var builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "COFFER_ENDPOINT", shared.coffer.url(),
                "COFFER_PROJECT", shared.account.projectId(),
                "COFFER_DOMAIN", shared.account.domainId(),
                "COFFER_INSTANCE", shared.instanceId,
                "CLOUD_SDK_AK", shared.account.accessKey(),
                "CLOUD_SDK_SK", shared.account.secretKey(),
                "PYTHONIOENCODING", "utf-8"));
    Process process = builder.start();
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    assertThat(process.waitFor())
        .as("%s: %s%s", List.of(command), Files.readString(output), Files.readString(errors))
        .isZero();
    return Files.readString(output);
  }
}
