package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.huaweicloud.sdk.gaussdb.v3.model.DeleteGaussMySqlInstanceRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlInstanceRequest;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlTdeInfo;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The table of processes in docs/threat-model.md, held against {@code /proc} of a server with an
 * instance, an instance on a sealed volume and a cluster.
 */
@ExtendWith(SharedCoffer.class)
final class ProcessTableTest {
  private final Shared shared;
  private final ServerHome home;
  private final ProcessStatus agent;
  private final ProcessStatus api;

  ProcessTableTest(Shared shared) {
    this.shared = shared;
    this.home = shared.home;
    this.agent = ProcessStatus.of(shared.coffer.agent());
    this.api = ProcessStatus.of(shared.coffer.apiServer());
  }

  @BeforeEach
  void asRoot() {
    assumeTrue(ProcessStatus.of(ProcessHandle.current()).user() == 0, "the table is of root's");
  }

  @Test
  void theApiServerHasAUserOfItsOwnAndNoPrivilege() {
    assertThat(api.pid()).isNotEqualTo(agent.pid());
    assertThat(api.user()).isGreaterThanOrEqualTo(1_900_000_000).isEqualTo(api.group());
    assertThat(api.groups()).isEmpty();
    assertThat(api.isWithoutPrivilege()).isTrue();
    assertThat(api.isHidden()).isTrue();
    assertThat(api.commandLine()).contains("-XX:+DisableAttachMechanism", "-XX:-UsePerfData");
  }

  @Test
  void theApiServerAloneHasItsFiles() throws IOException {
    assertThat(owner(home.server())).isEqualTo(api.user());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.server())))
        .isEqualTo("rwx------");
    assertThat(owners(home.server())).containsExactly(api.user());
    assertThat(api.openBelow(home.server())).isNotEmpty();
    assertThat(agent.openBelow(home.server())).isEmpty();
  }

  @Test
  void theApiServerHasNothingOfEnginesAndStore() throws IOException {
    for (String part : List.of("instances", "clusters", "backups", "agent")) {
      Path directory = home.data().resolve(part);
      assertThat(api.openBelow(directory)).as(part).isEmpty();
      assertThat(owner(directory)).as(part).isNotEqualTo(api.user());
    }
    for (String closed : List.of("backups", "agent")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(home.data().resolve(closed))))
          .as(closed)
          .isEqualTo("rwx------");
    }
  }

  @Test
  void theWorkerAloneHasTheStore() throws Exception {
    Cloud.Ordered backup;
    try (Connection _ = shared.cloud.database(shared.instanceId).holdBackups()) {
      backup = shared.cloud.backUp(shared.instanceId, "seen-by-the-kernel");
      home.awaitPartial(backup.id());
      ProcessStatus worker = ProcessStatus.of(shared.coffer.worker());
      assertConfined(worker);
      assertThat(worker.isHidden()).isTrue();
      assertThat(worker.user()).isNotIn(0, api.user()).isEqualTo(owner(home.backups()));
      assertThat(worker.shares("net", agent)).isFalse();
      assertThat(worker.openBelow(home.backups())).isNotEmpty();
      for (ProcessStatus other : List.of(agent, api, engine(shared.instanceId))) {
        assertThat(other.openBelow(home.backups())).isEmpty();
      }
    }
    shared.cloud.complete(backup.jobId());
    assertThat(owners(home.backups())).containsExactly(owner(home.backups()));
  }

  @Test
  void theAgentIsRoot() {
    assertThat(agent.user()).isZero();
    assertThat(agent.commandLine()).doesNotContain("--agent");
  }

  @Test
  void eachEngineHasAUserAndACageOfItsOwn() throws Exception {
    ProcessStatus plain = engine(shared.instanceId);
    Cloud.Ordered order = shared.cloud.create(onVolume());
    shared.cloud.complete(order.jobId());
    String sealedId = order.id();
    ProcessStatus sealed = engine(sealedId);
    ProcessStatus daemon = daemon(sealedId);
    for (ProcessStatus engine : List.of(plain, sealed)) {
      assertConfined(engine);
      assertThat(engine.openBelow(home.data().resolve("backups"))).isEmpty();
    }
    assertConfined(daemon);
    assertThat(daemon.isHidden()).isTrue();
    assertThat(daemon.shares("net", agent)).isFalse();
    assertThat(Stream.of(api, plain, sealed, daemon).map(ProcessStatus::user))
        .doesNotHaveDuplicates()
        .doesNotContain(0);
    for (ProcessStatus other : List.of(agent, api, plain, sealed)) {
      assertThat(other.openBelow(home.instance(sealedId).resolve("volume"))).isEmpty();
      assertThat(other.open()).doesNotContain(Path.of("/dev/fuse"));
    }
    assertThat(daemon.openBelow(home.instance(shared.instanceId))).isEmpty();
    shared.cloud.complete(
        shared
            .cloud
            .databases()
            .deleteGaussMySqlInstance(
                new DeleteGaussMySqlInstanceRequest().withInstanceId(sealedId))
            .getJobId());
  }

  static MysqlInstanceRequest onVolume() {
    return Cloud.order("on-a-volume")
        .withTdeInfo(new MysqlTdeInfo().withEnableTde(true).withEncryptionType("SM4"));
  }

  private void assertConfined(ProcessStatus process) {
    assertThat(process.isWithoutPrivilege()).as(process.commandLine()).isTrue();
    assertThat(process.isInNamespaceOfProcesses()).as(process.commandLine()).isTrue();
    assertThat(process.shares("mnt", agent)).as(process.commandLine()).isFalse();
    assertThat(process.openBelow(home.server())).isEmpty();
  }

  @Test
  void eachNodeOfAClusterHasAUserAndACageOfItsOwn() {
    List<ProcessStatus> nodes =
        Engines.postgresUnder(home.data().resolve("clusters")).stream()
            .map(ProcessStatus::of)
            .filter(node -> node.commandLine().contains(shared.warehouse.clusterId()))
            .toList();
    assertThat(nodes).hasSizeGreaterThan(1);
    nodes.forEach(this::assertConfined);
    assertThat(nodes.stream().map(ProcessStatus::user))
        .doesNotHaveDuplicates()
        .doesNotContain(0, api.user());
  }

  private ProcessStatus engine(String instanceId) {
    return ProcessStatus.of(Engines.of(home, instanceId).orElseThrow());
  }

  private ProcessStatus daemon(String instanceId) throws IOException {
    Path record = home.instance(instanceId).resolve("volume/daemon.pid");
    return new ProcessStatus(Long.parseLong(Files.readString(record).strip()));
  }

  /** Of a directory and what is in it; a file that is gone meanwhile has none. */
  private static Set<Integer> owners(Path directory) throws IOException {
    var owners = new HashSet<Integer>();
    for (Path path : LiveTree.paths(directory)) {
      ownerIfThere(path).ifPresent(owners::add);
    }
    return owners;
  }

  private static Optional<Integer> ownerIfThere(Path path) throws IOException {
    try {
      return Optional.of((int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  private static int owner(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
