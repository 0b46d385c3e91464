package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.huaweicloud.sdk.gaussdb.v3.model.DeleteGaussMySqlInstanceRequest;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An attacker who has taken over the API server: a process of its user, beside it, that goes for
 * the agent, the worker, the engines and their files. What the API server itself may do, it does.
 */
@ExtendWith(SharedCoffer.class)
final class TakenOverApiServerTest {
  private final Shared shared;
  private final ServerHome home;
  private final ProcessStatus agent;
  private final ProcessStatus api;
  private Path code = Path.of("/nowhere");

  TakenOverApiServerTest(Shared shared) {
    this.shared = shared;
    this.home = shared.home;
    this.agent = ProcessStatus.of(shared.coffer.agent());
    this.api = ProcessStatus.of(shared.coffer.apiServer());
  }

  @BeforeEach
  void plant() throws IOException {
    assumeTrue(ProcessStatus.of(ProcessHandle.current()).user() == 0, "the agent is root's");
    code = Files.createTempDirectory(home.root(), "attacker");
    String name = TakenOverProcess.class.getName().replace('.', '/') + ".class";
    Path file = code.resolve(name);
    Files.createDirectories(file.getParent());
    try (var in = TakenOverProcess.class.getResourceAsStream("/" + name)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    try (Stream<Path> all = Files.walk(code)) {
      for (Path each : all.toList()) {
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  @AfterEach
  void remove() {
    ServerHome.delete(code);
  }

  @Test
  void theAttackerHasWhatTheApiServerHas() throws Exception {
    assertThat(
            attempt(
                "read " + home.controlDatabase(),
                "connect " + socket(),
                "ask " + call("Agent.inspect/1", "[\"" + shared.instanceId + "\"]")))
        .allMatch(said -> said.startsWith(TakenOverProcess.DONE))
        .last()
        .asString()
        .contains("RUNNING");
  }

  @Test
  void neitherFilesNorMemoryOfTheOthersAreReached() throws Exception {
    var attempts = new ArrayList<String>();
    for (ProcessStatus other : others()) {
      for (String part : List.of("mem", "environ", "auxv", "maps", "stack", "root/etc/passwd")) {
        attempts.add("read /proc/%d/%s".formatted(other.pid(), part));
      }
      attempts.add("write /proc/%d/mem".formatted(other.pid()));
      attempts.add("list /proc/%d/fd".formatted(other.pid()));
      attempts.add("trace " + other.pid());
      if (other.pid() != api.pid()) {
        attempts.add("signal " + other.pid());
        attempts.add("write /proc/%d/oom_score_adj".formatted(other.pid()));
      }
    }
    Cloud.Ordered sealed = shared.cloud.create(ProcessTableTest.onVolume());
    shared.cloud.complete(sealed.jobId());
    Path volume = home.instance(sealed.id());
    String daemon = Files.readString(volume.resolve("volume/daemon.pid")).strip();
    for (String verb : List.of("signal %s", "trace %s", "read /proc/%s/mem", "list /proc/%s/fd")) {
      attempts.add(verb.formatted(daemon));
    }
    for (String part : List.of("mount", "mount/data", "volume", "volume/journal")) {
      attempts.add("list " + volume.resolve(part));
    }
    for (Path file : files()) {
      attempts.add((Files.isDirectory(file) ? "list " : "read ") + file);
      attempts.add("write " + (Files.isDirectory(file) ? file.resolve("planted") : file));
    }
    attempts.add("connect " + socket().resolveSibling("worker/calls"));
    attempts.add("list " + socket().resolveSibling("pipes"));
    attempts.add("write " + socket().resolveSibling("planted"));
    assertRefused(attempts);
    shared.cloud.complete(
        shared
            .cloud
            .databases()
            .deleteGaussMySqlInstance(
                new DeleteGaussMySqlInstanceRequest().withInstanceId(sealed.id()))
            .getJobId());
  }

  @Test
  void theAgentDoesNothingThatItDoesNotOffer() throws Exception {
    var attempts = new ArrayList<String>();
    for (String id : List.of("../../server", "/etc", "..", "", "a/b", "a\\u0000b")) {
      for (String name : List.of("inspect", "start", "stop", "destroy", "discard", "envelope")) {
        attempts.add("ask " + call("Agent.%s/1".formatted(name), "[\"" + id + "\"]"));
      }
      attempts.add("ask " + call("WarehouseHost.destroy/1", "[\"" + id + "\"]"));
    }
    for (String place : List.of("/", "/etc", home.server().toString(), home.backups().toString())) {
      attempts.add("ask " + call("Agent.adopt/1", adopted(place)));
      attempts.add("ask " + call("Agent.recover/1", "[{\"type\":\"Own\"}]"));
    }
    for (String file : List.of("/etc/shadow", "../etc/shadow", "adoptable")) {
      attempts.add("ask " + call("OperatorFiles.content/1", "[\"" + file + "\"]"));
    }
    attempts.add("ask " + call("Runtime.exec/1", "[\"id\"]"));
    attempts.add("ask " + call("Sealer.discard/1", "[\"b\"]"));
    attempts.add("ask " + call("Agent.inspect/1", "[\"a\",\"b\"]"));
    List<String> said = attempt(attempts.toArray(String[]::new));
    assertThat(said).hasSize(attempts.size());
    for (int n = 0; n < attempts.size(); n++) {
      assertThat(said.get(n)).as(attempts.get(n)).contains("\"failure\"");
    }
    assertThat(shared.coffer.agent().isAlive()).isTrue();
  }

  private static String call(String name, String arguments) {
    return "{\"version\":1,\"call\":\"%s\",\"arguments\":%s}".formatted(name, arguments);
  }

  private static String adopted(String directory) {
    return ("[{\"type\":\"Adopted\",\"address\":{\"type\":\"Tcp\",\"host\":\"127.0.0.1\","
            + "\"port\":3306},\"user\":\"root\",\"password\":0,\"dataDirectory\":\"%s\"}]")
        .formatted(directory);
  }

  private void assertRefused(List<String> attempts) throws Exception {
    List<String> said = attempt(attempts.toArray(String[]::new));
    assertThat(said).hasSize(attempts.size());
    for (int n = 0; n < attempts.size(); n++) {
      assertThat(said.get(n)).as(attempts.get(n)).startsWith(TakenOverProcess.REFUSED);
    }
  }

  /** The API server is among them: its memory holds keys. */
  private List<ProcessStatus> others() {
    var all = new ArrayList<>(List.of(agent, api, ProcessStatus.of(shared.coffer.worker())));
    all.add(ProcessStatus.of(Engines.of(home, shared.instanceId).orElseThrow()));
    Engines.postgresUnder(home.data().resolve("clusters")).stream()
        .map(ProcessStatus::of)
        .forEach(all::add);
    assertThat(all).hasSizeGreaterThan(5);
    return all;
  }

  /** Of the agent, the store and the engines. */
  private List<Path> files() throws IOException {
    Path instance = home.instance(shared.instanceId);
    var all = new ArrayList<>(List.of(home.data().resolve("agent"), home.backups(), instance));
    all.addAll(List.of(instance.resolve("data"), instance.resolve("control.sql")));
    all.addAll(List.of(instance.resolve("data/ibdata1"), instance.resolve("server.log")));
    try (Stream<Path> more =
        Stream.concat(
            below(home.data().resolve("agent")), below(home.data().resolve("clusters")))) {
      more.filter(path -> !path.toString().endsWith(".properties")).forEach(all::add);
    }
    return all;
  }

  private static Stream<Path> below(Path directory) throws IOException {
    return LiveTree.paths(directory, 3).stream();
  }

  private Path socket() {
    List<String> line = List.of(api.commandLine().split(" ", -1));
    return Path.of(line.get(line.indexOf("--agent") + 1));
  }

  private List<String> attempt(String... attempts) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("setpriv", "--reuid=" + api.user()));
    line.addAll(List.of("--regid=" + api.group(), "--clear-groups", "--no-new-privs"));
    line.addAll(List.of("--bounding-set=-all", "--inh-caps=-all", "--"));
    line.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", code.toString()));
    line.addAll(List.of(TakenOverProcess.class.getName(), socket().toString()));
    Process attacker =
        new ProcessBuilder(line)
            .directory(new File("/"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = attacker.outputWriter(StandardCharsets.UTF_8)) {
      out.write(String.join("\n", attempts) + "\n");
    }
    List<String> said;
    try (var in = attacker.inputReader(StandardCharsets.UTF_8)) {
      said = in.lines().toList();
    }
    assertThat(attacker.waitFor()).isZero();
    return said;
  }
}
