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
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.envelope.v1.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
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
    var data = source.instance.dataDirectory();
    var port = "\"port\": " + source.instance.port();
    var list =
        new OperatorsList(source.home.resolveSibling("adoptable.json"))
            .with("mariadb", data, port)
            .with("mariadb", data, "\"socket\": \"" + data.resolve("server.sock") + '"')
            .with("mariadb", data, "\"socket\": \"" + source.home.resolve("no.sock") + '"')
            .with("mariadb", data.resolveSibling("tmp"), port)
            .with("mariadb", source.home, port);
    agent =
        new LocalAgent(
            source.home,
            new MemoryStore(),
            new LocalAgent.Configured(FileKeys.NONE, list.adoptable(), BindAddresses.LOOPBACK_ONLY),
            new SecureRandom(),
            InstantSource.system());
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
    assertRefused(
        engine(tcp(), "wrong", source.instance.dataDirectory()), "does not let root in with this");
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
        engine(silent, Running.PASSWORD, source.instance.dataDirectory()),
        "no server answered at socket");
  }

  @Test
  void whatTheOperatorDoesNotListIsNotLookedAt() {
    var elsewhere = source.instance.dataDirectory().resolve("mysql");
    assertRefused(
        engine(tcp(), Running.PASSWORD, elsewhere), elsewhere + " is not on the operator's list");
    var other = new Address.Tcp("127.0.0.1", source.instance.port() + 1);
    assertRefused(
        engine(other, Running.PASSWORD, source.instance.dataDirectory()),
        "is not on the operator's list");
  }

  @Test
  void whatIsNotListedIsNotBackedUpEither() throws IOException {
    var nothing = source.agent(new MemoryStore());
    var engine = engine(tcp(), Running.PASSWORD, source.instance.dataDirectory());
    var order = new BackupRequest("b", "adopted", engine, Compression.ZSTD, Optional.empty());
    assertThatThrownBy(() -> nothing.backup(order, Watch.none()))
        .hasMessageContaining("is not on the operator's list");
  }

  @Test
  void aLinkInThePlaceOfAListedDirectoryIsRefused() throws IOException {
    var place = Files.createDirectory(source.home.resolveSibling("listed"));
    var list =
        new OperatorsList(source.home.resolveSibling("links.json"))
            .with("mariadb", place, "\"port\": " + source.instance.port());
    Files.delete(place);
    Files.createSymbolicLink(place, source.instance.dataDirectory());
    try {
      assertThatThrownBy(() -> list.adoptable().require(engine(tcp(), Running.PASSWORD, place)))
          .hasMessageContaining("there is no data directory");
    } finally {
      Files.delete(place);
    }
  }

  @Test
  void aDirectoryThatChangedHandsIsRefused() throws IOException {
    assumeThat(Confinement.isRoot()).isTrue();
    var place = Files.createDirectory(source.home.resolveSibling("handed-over"));
    var list =
        new OperatorsList(source.home.resolveSibling("hands.json"))
            .with("mariadb", place, "\"port\": " + source.instance.port());
    Files.setAttribute(place, "unix:uid", 1234);
    try {
      assertThatThrownBy(() -> list.adoptable().require(engine(tcp(), Running.PASSWORD, place)))
          .hasMessageContaining("belongs to 1234, not to 0");
    } finally {
      Files.delete(place);
    }
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
