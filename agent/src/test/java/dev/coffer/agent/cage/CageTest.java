package dev.coffer.agent.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.linux.ProcessStatus;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
final class CageTest {
  private static final Path SHELL = Path.of("/bin/sh");
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Of no user of this machine. */
  private static final Identity FORMER = new Identity(1_999_999_001, 1_999_999_002);

  @TempDir private Path home;
  private Cages cages;
  private Cage cage;
  private Path data;

  @BeforeEach
  void make() throws IOException {
    assumeThat(Confinement.here()).isEqualTo(Confinement.OWN_USER);
    // No other user could pass: a cage needs no path that its user can reach.
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    cages = Cages.in(home.resolve("agent"));
    cage = cages.of("one");
    data = home.resolve("data");
    new CagedTree(cage, data).create();
  }

  @AfterEach
  void end() throws IOException {
    if (cage != null) {
      cage.end();
    }
  }

  @Test
  void aProgramIsAUserOfItsOwnWithoutAnyPrivilege() throws IOException {
    var said = sh(cage, "id -u; id -G; grep -E '^(Cap|NoNewPrivs)' /proc/self/status; ulimit -c");
    var user = Integer.toString(cage.identity().user());
    assertThat(said)
        .containsExactly(
            user,
            user,
            "CapInh:\t0000000000000000",
            "CapPrm:\t0000000000000000",
            "CapEff:\t0000000000000000",
            "CapBnd:\t0000000000000000",
            "CapAmb:\t0000000000000000",
            "NoNewPrivs:\t1",
            "0");
  }

  @Test
  void itSeesNothingOfTheHostButWhatItWasGiven() throws IOException {
    var other = Files.writeString(Files.createDirectory(home.resolve("other")).resolve("f"), "x");
    assertThat(sh(cage.writing(data), "ls " + home + "; ls -A /root /home /var /srv 2>&1 | wc -w"))
        .startsWith("data");
    assertThat(sh(cage.reading(other), "cat " + other)).containsExactly("x");
    assertThat(sh(cage.reading(other), "echo y >> " + other + " || echo refused"))
        .last()
        .isEqualTo("refused");
    assertThat(sh(cage, "ls /proc | grep -c '^[0-9]'").getFirst().length()).isEqualTo(1);
  }

  @Test
  void itSeesADirectoryAtThePathThatIsNamed() throws IOException {
    var at = Path.of("/run/coffer/nodes/1");
    assertThat(sh(cage.writingAt(at, data), "echo x > " + at + "/f; cat " + at + "/f"))
        .containsExactly("x");
    assertThat(data.resolve("f")).hasContent("x\n");
    assertThat(sh(cage.readingAt(at, data), "cat " + at + "/f; echo y > " + at + "/f || true"))
        .first()
        .isEqualTo("x");
    assertThat(data.resolve("f")).hasContent("x\n");
    assertThat(sh(cage.readingAt(at, data), "ls " + data + " || echo hidden"))
        .last()
        .isEqualTo("hidden");
  }

  @Test
  void aLinkIsNotGiven() throws IOException {
    var secret = Files.createDirectory(home.resolve("secret"));
    Files.writeString(secret.resolve("f"), "another's");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwxr-xr-x"));
    var link = Files.createSymbolicLink(home.resolve("link"), secret);
    for (var given : List.of(cage.reading(link), cage.writing(link))) {
      assertThatThrownBy(() -> sh(given, "cat " + link + "/f"))
          .hasMessageContaining(link + " is not what was to be given");
    }
    assertThatThrownBy(() -> sh(cage.readingAt(Path.of("/run/at"), link), "cat /run/at/f"))
        .hasMessageContaining("/run/at is not what was to be given");
  }

  @Test
  void aDirectoryThatTookThePlaceOfTheOneThatWasListedIsNotGiven() throws IOException {
    var place = Files.createDirectory(home.resolve("place"));
    Files.writeString(place.resolve("f"), "listed");
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    var listed = Adoptable.Directory.at(place);
    var given = cage.reading(listed);
    assertThat(sh(given, "cat " + place + "/f")).containsExactly("listed");
    listed.requireUnchanged();
    Files.move(place, home.resolve("aside"));
    Files.createDirectory(place);
    Files.writeString(place.resolve("f"), "another's");
    assertThatThrownBy(() -> sh(given, "cat " + place + "/f"))
        .hasMessageContaining(place + " is not what was to be given");
    assertThatThrownBy(listed::requireUnchanged).hasMessageContaining("was replaced");
    Files.move(place, home.resolve("other"));
    Files.createSymbolicLink(place, home.resolve("aside"));
    assertThatThrownBy(listed::requireUnchanged).hasMessageContaining("there is no data directory");
  }

  @Test
  void whatTakesTheirPlaceWhileTheyAreResolvedIsNotGiven() throws Exception {
    var secret = Files.createDirectory(home.resolve("secret"));
    Files.writeString(secret.resolve("f"), "another's");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwxr-xr-x"));
    var place = Files.createDirectory(home.resolve("place"));
    var aside = home.resolve("aside");
    var stop = new AtomicBoolean();
    var attacker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    try {
                      Files.move(place, aside);
                      Files.createSymbolicLink(place, secret);
                      Files.delete(place);
                      Files.move(aside, place);
                    } catch (IOException failed) {
                      throw new UncheckedIOException(failed);
                    }
                  }
                });
    try {
      for (int n = 0; n < 100; n++) {
        var said = new ArrayList<String>();
        try {
          var command = Command.of(SHELL, "-c", "cat " + place + "/f || :");
          cage.reading(place).inside(command).run(said::add);
        } catch (IOException refused) {
          // Most are: what is given must be there all the time.
        }
        assertThat(said).doesNotContain("another's");
      }
    } finally {
      stop.set(true);
      attacker.join();
    }
  }

  @Test
  void itFindsItsOwnAccountAndTheNamesOfTheHost() throws IOException {
    assertThat(sh(cage, "id -un; getent hosts localhost | wc -l; ls /etc/ssl/certs | wc -l"))
        .startsWith("engine", "1");
  }

  @Test
  void whatItWritesIsItsOwnAndNotRunFromThere() throws IOException {
    var program = data.resolve("t");
    var said = shInside("cp /bin/true %1$s; echo x > f; %1$s || echo not run".formatted(program));
    assertThat(said).last().isEqualTo("not run");
    assertThat(Files.getAttribute(data.resolve("f"), "unix:uid")).isEqualTo(cage.identity().user());
  }

  @Test
  void anotherCageCannotReadIt() throws IOException {
    shInside("echo mine > f");
    var other = cages.of("two");
    assertThat(other.identity()).isNotEqualTo(cage.identity());
    assertThat(sh(other.reading(data), "cat " + data + "/f 2>&1 || echo refused"))
        .last()
        .isEqualTo("refused");
  }

  @Test
  void withoutAShellThereIsNone() throws IOException {
    var postgres = cage.withoutShell();
    assertThatThrownBy(() -> sh(postgres, "true")).isInstanceOf(IOException.class);
    var loader = "/usr/lib64/ld-linux-x86-64.so.2";
    assumeThat(Path.of(loader)).exists();
    var said = new ArrayList<String>();
    postgres.inside(Command.of(Path.of(loader), "--version")).run(said::add);
    assertThat(said.getFirst()).contains("ld.so");
  }

  @Test
  void withoutNetworkThereIsNone() throws IOException {
    assertThat(sh(cage.withoutNetwork(), "cat /proc/net/dev | tail -n +3 | cut -d: -f1"))
        .map(String::strip)
        .containsExactly("lo");
  }

  @Test
  void closingAChildEndsAllThatItStarted() throws IOException {
    var line = "setsid sleep 1000 & setsid sh -c 'sleep 1001' & echo up; sleep 1002";
    try (var child = Child.start(cage.inside(Command.of(SHELL, "-c", line)))) {
      assertThat(child.output().read()).isEqualTo('u');
      assertThat(processes()).isNotEmpty();
    }
    awaitNoProcesses();
  }

  @Test
  void aFailureTellsTheProgramAndWhatItSaid() {
    assertThatThrownBy(() -> sh(cage, "echo why; exit 7"))
        .hasMessageContaining("sh ended with exit code 7: why");
  }

  @Test
  void aServerIsFoundAgainAndEndsWithAllItStarted() throws IOException {
    var log = Files.createFile(home.resolve("log"));
    var line = "setsid sleep 1003 & echo started; sleep 1004";
    cage.writing(data).start("server", Command.of(SHELL, "-c", line), log);
    var found = Cages.in(home.resolve("agent")).of("one").server("server").orElseThrow();
    // Up to then it is what makes the cage, as root.
    assertThat(
            dev.coffer.agent.host.Await.until(
                SOON, () -> Files.readString(log).contains("started")))
        .isTrue();
    assertThat(ProcessStatus.of(found.pid().orElseThrow()).orElseThrow().user())
        .isEqualTo(cage.identity().user());
    found.kill();
    assertThat(found.isAlive()).isFalse();
    assertThat(found.pid()).isEmpty();
    assertThat(cage.server("server")).isEmpty();
    assertThat(processes()).isEmpty();
  }

  @Test
  void aServerOutlivesTheProcessThatWatchesIt() throws IOException {
    var log = Files.createFile(home.resolve("log"));
    var server = cage.start("server", Command.of(SHELL, "-c", "sleep 1005"), log);
    long first = server.first().pid();
    ProcessHandle.of(first).flatMap(ProcessHandle::parent).orElseThrow().destroyForcibly();
    assertThat(server.awaitEnd(Duration.ofMillis(200))).isFalse();
    assertThat(cage.server("server")).isPresent();
  }

  @Test
  void aSignalReachesTheServerItself() throws IOException {
    var log = Files.createFile(home.resolve("log"));
    var line = "trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.05; done";
    var server = cage.start("server", Command.of(SHELL, "-c", line), log);
    assertThat(dev.coffer.agent.host.Await.until(SOON, () -> Files.readString(log).contains("up")))
        .isTrue();
    server.signal(CagedServer.Signal.TERMINATE);
    assertThat(server.awaitEnd(SOON)).isTrue();
    assertThat(Files.readString(log)).contains("asked");
  }

  @Test
  void aServerThatWasNotWrittenDownIsFoundToo() throws IOException {
    var log = Files.createFile(home.resolve("log"));
    var server = cage.start("server", Command.of(SHELL, "-c", "sleep 1006"), log);
    assertThat(dev.coffer.agent.host.Await.until(SOON, () -> server.pid().isPresent())).isTrue();
    var place = home.resolve("agent/cages/one");
    Files.writeString(
        place.resolve("server.starting"),
        "{\n    \"child-pid\": %d\n}\n".formatted(server.first().pid()));
    Files.delete(place.resolve("server.server"));
    assertThat(cage.server("server").flatMap(CagedServer::pid)).isEqualTo(server.pid());
  }

  @Test
  void aNumberThatBelongsToAnotherProcessIsNotTheServer() throws IOException {
    var log = Files.createFile(home.resolve("log"));
    var server = cage.start("server", Command.of(SHELL, "-c", "sleep 1007"), log);
    server.kill();
    var record = home.resolve("agent/cages/one/server.server");
    Files.writeString(
        record,
        Files.readString(record).replaceFirst("pid=\\d+", "pid=" + ProcessHandle.current().pid()));
    assertThat(cage.server("server")).isEmpty();
  }

  @Test
  void aTreeIsMeasuredSyncedAndRemovedAsItsOwner() throws IOException {
    shInside("mkdir a; head -c 3000 /dev/zero > a/f; head -c 5 /dev/zero > a/log");
    var tree = new CagedTree(cage, data);
    assertThat(tree.size()).isEqualTo(3005);
    assertThat(tree.size("log")).isEqualTo(3000);
    tree.sync();
    tree.overwriteAndDelete();
    assertThat(data).doesNotExist();
  }

  @Test
  void removingATreeLeavesWhatALinkInItLeadsTo() throws IOException {
    var precious = Files.createDirectory(home.resolve("precious"));
    Files.writeString(precious.resolve("f"), "kept");
    Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rwxrwxrwx"));
    shInside("ln -s " + precious + " a; mkdir b; ln -s ../a b/c");
    new CagedTree(cage, data).delete();
    assertThat(precious.resolve("f")).hasContent("kept");
  }

  @Test
  void aTreeOfAnotherUserIsGivenOnceAndRefusedWithSecondNames() throws IOException {
    var old = Files.createDirectory(home.resolve("old"));
    var file = Files.writeString(old.resolve("f"), "x");
    Files.createSymbolicLink(old.resolve("link"), Path.of("/etc/passwd"));
    var second = Files.createLink(home.resolve("second"), file);
    assertThatThrownBy(() -> Ownership.migrate(old, cage.identity()))
        .hasMessageContaining("second name");
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
    Files.delete(second);
    Ownership.migrate(old, cage.identity());
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(cage.identity().user());
    assertThat(Files.getAttribute(old, "unix:uid")).isEqualTo(cage.identity().user());
    assertThat(Files.getAttribute(Path.of("/etc/passwd"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void whatThirdUsersOwnIsNotGivenAway() throws IOException {
    var old = formerTree("old");
    var root = Files.writeString(old.resolve("f"), "root's");
    assertThatThrownBy(() -> Ownership.migrate(old, cage.identity()))
        .hasMessageContaining("belongs to user 0");
    assertThat(Files.getAttribute(root, "unix:uid")).isEqualTo(0);
    Ownership.give(root, FORMER);
    // The top is root's by now, and tells whose it was.
    Ownership.migrate(old, cage.identity());
    assertThat(Files.getAttribute(root, "unix:uid")).isEqualTo(cage.identity().user());
    assertThat(Files.getPosixFilePermissions(old))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void rootsOwnFilesAreGivenWhereItsCommandsWrite() throws IOException {
    var old = formerTree("old");
    var root = Files.writeString(old.resolve("f"), "root's");
    var former = Files.writeString(old.resolve("g"), "former's");
    Ownership.give(former, FORMER);
    for (int n = 0; n < 2; n++) {
      Ownership.gather(old, cage.identity());
      assertThat(List.of(old, root, former))
          .allMatch(path -> userOf(path) == cage.identity().user());
    }
  }

  @Test
  void aLinkThatIsPlantedMeanwhileIsNotGivenAway() throws Exception {
    var outside = Files.writeString(home.resolve("outside"), "root's");
    var old = formerTree("old-and-busy");
    for (int n = 0; n < 200; n++) {
      Ownership.give(Files.createFile(old.resolve("f" + n)), FORMER);
    }
    var planted = old.resolve("f100");
    var stop = new AtomicBoolean();
    var attacker =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    plant(outside, planted);
                  }
                });
    int refused = 0;
    long deadline = System.nanoTime() + SOON.toNanos();
    try {
      // At least so often, and until the attacker was seen at it.
      for (int n = 0; n < 100 || (refused == 0 && System.nanoTime() < deadline); n++) {
        Ownership.give(old, FORMER);
        try {
          Ownership.migrate(old, cage.identity());
        } catch (IOException notTheirs) {
          refused++;
        }
        assertThat(userOf(outside)).isEqualTo(0);
      }
    } finally {
      stop.set(true);
      attacker.join();
    }
    assertThat(refused).isPositive();
  }

  private Path formerTree(String name) throws IOException {
    var top = Files.createDirectory(home.resolve(name));
    Ownership.give(top, FORMER);
    return top;
  }

  private static int userOf(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:uid");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** In the place of a file of the tree, and away again. */
  private static void plant(Path outside, Path planted) {
    var aside = outside.resolveSibling("aside");
    try {
      Files.move(planted, aside);
      Files.createLink(planted, outside);
      Files.delete(planted);
      Files.move(aside, planted);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Test
  void rootHasNoCage() {
    assertThatThrownBy(() -> cages.of("other", new Identity(0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> sh(Cage where, String script) throws IOException {
    return sh(where, Path.of("/"), script);
  }

  private List<String> shInside(String script) throws IOException {
    return sh(cage.writing(data), data, script);
  }

  private static List<String> sh(Cage where, Path directory, String script) throws IOException {
    var said = new ArrayList<String>();
    where.inside(Command.of(SHELL, "-c", script).in(directory)).run(said::add);
    return said;
  }

  private List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                ProcessStatus.of(process.pid())
                    .filter(status -> status.user() == cage.identity().user())
                    .isPresent())
        .toList();
  }

  private void awaitNoProcesses() throws IOException {
    dev.coffer.agent.host.Await.until(SOON, () -> processes().isEmpty());
    assertThat(processes()).isEmpty();
  }
}
