package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Engine.Address;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.envelope.v1.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("engine")
@ExtendWith(LiveEngine.class)
final class AdoptionTest {
  private Running source;
  private Agent agent;

  @BeforeEach
  void createAgent(Running running) throws IOException {
    source = running;
    agent = source.agent(new MemoryStore());
  }

  @Test
  void aServerIsAdoptedOverTheNetwork() {
    var adoption = agent.adopt(engine(tcp(), Running.PASSWORD, source.instance.dataDirectory()));
    assertThat(adoption.version()).isEqualTo(source.instance.version());
    assertThat(adoption.port()).isEqualTo(source.instance.port());
  }

  @Test
  void aServerIsAdoptedThroughItsSocket() {
    var adoption = agent.adopt(engine(socket(), Running.PASSWORD, source.instance.dataDirectory()));
    assertThat(adoption.port()).isEqualTo(source.instance.port());
  }

  @Test
  void anAdoptedServerIsBackedUpAndRestored() throws Exception {
    // The administrator of an instance of ours may not take backups by itself.
    var control = HexFormat.of().formatHex(Running.CONTROL.getBytes(UTF_8));
    var engine =
        new Engine.Adopted(
            socket(), "coffer", Running.secret(control), source.instance.dataDirectory());
    agent.backup(
        new BackupRequest("b", "adopted", engine, Compression.ZSTD, Optional.empty()),
        Watch.none());
    try {
      var backup = new StoredBackup("b", new StoredBackup.Opening.Plain());
      var copy = agent.restore(backup, Running.request("adopted-copy"), Watch.none());
      assertThat(Running.checksums(copy)).isEqualTo(Running.checksums(source.instance));
    } finally {
      agent.destroy("adopted-copy");
    }
  }

  @Test
  void anotherPasswordIsRefused() {
    assertRefused(engine(tcp(), "wrong", source.instance.dataDirectory()), "Access denied");
  }

  @Test
  void anotherDataDirectoryIsRefused() {
    var other = source.instance.dataDirectory().resolveSibling("tmp");
    assertRefused(engine(tcp(), Running.PASSWORD, other), "uses data directory");
  }

  @Test
  void aDataDirectoryOfRootIsRefused() {
    assumeThat(Confinement.isRoot()).isTrue();
    assertRefused(engine(tcp(), Running.PASSWORD, source.home), "belongs to root");
  }

  @Test
  void aSilentAddressIsRefused() {
    var silent = new Address.Socket(source.home.resolve("no.sock"));
    assertRefused(
        engine(silent, Running.PASSWORD, source.instance.dataDirectory()), "did not answer");
  }

  private void assertRefused(Engine.Adopted engine, String message) {
    assertThatThrownBy(() -> agent.adopt(engine))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_ADOPTABLE))
        .hasMessageContaining(message);
  }

  private Address socket() {
    return new Address.Socket(source.instance.dataDirectory().resolve("server.sock"));
  }

  private Address tcp() {
    return new Address.Tcp("127.0.0.1", source.instance.port());
  }

  private static Engine.Adopted engine(Address address, String password, Path dataDirectory) {
    return new Engine.Adopted(address, "root", Running.secret(password), dataDirectory);
  }
}
