package dev.coffer.agent.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.DataKey;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.cage.Uids;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What crosses the link, both ways, over a real socket. */
final class LinkTest {
  private static final Instance INSTANCE =
      new Instance("one", Instance.State.RUNNING, "10.11", "127.0.0.1", 3306, Path.of("/data"));

  @TempDir private Path directory;
  private final List<Object> heard = new ArrayList<>();
  private final List<Integer> told = new ArrayList<>();
  private InvocationHandler work = (_, _, _) -> null;

  @SuppressWarnings("NullAway.Init")
  private UnixLink listening;

  private final FileKeys keys =
      new FileKeys() {
        @Override
        public Optional<Vault> vault(String instanceId) {
          return Optional.of(
              new Vault(URI.create("http://h/" + instanceId), secret("token"), Optional.empty()));
        }

        @Override
        public Optional<VolumeKey> volume(String instanceId) {
          throw new AgentFailure(Reason.KEY_UNUSABLE, "the key is disabled");
        }
      };

  @BeforeEach
  void listen() throws IOException {
    listening = listen(Uids.ourselves().user(), 0 + Uids.ourselves().group());
  }

  private UnixLink listen(int user, int group) throws IOException {
    var server =
        new LinkServer(
            new LinkServer.Hosts(
                fake(Agent.class),
                fake(WarehouseHost.class),
                fake(SnapshotHost.class),
                fake(OperatorFiles.class)));
    return UnixLink.listen(directory.resolve("agent"), server, user, group);
  }

  private <T> T fake(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getName().equals("conversions")
                    ? fake(dev.coffer.agent.warehouse.ConversionHost.class)
                    : work.invoke(proxy, method, arguments)));
  }

  @AfterEach
  void close() throws IOException {
    listening.close();
  }

  private Link link() {
    // The peer of a test is not root everywhere.
    return new Link(
        () -> {
          var connection =
              SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("agent")));
          return new Wire(
              Channels.newInputStream(connection),
              Channels.newOutputStream(connection),
              connection);
        },
        keys);
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }

  @Test
  void recordsAndSecretsArriveAndAreForgotten() {
    var secrets = new ArrayList<SecretBytes>();
    work =
        (_, _, arguments) -> {
          var provision = (Provision) arguments[0];
          heard.add(provision.exposure() + " " + provision.port() + provision.instanceId());
          secrets.add(provision.credentials().controlSecret());
          heard.add(secrets.getFirst().matches("control".getBytes(UTF_8)));
          return INSTANCE;
        };
    var credentials = new Credentials(secret("admin"), secret("control"));
    var made =
        link()
            .agent()
            .provision(new Provision("one", Exposure.LOOPBACK, OptionalInt.of(3306), credentials));

    assertThat(made).isEqualTo(INSTANCE);
    assertThat(heard).containsExactly("LOOPBACK OptionalInt[3306]one", true);
    assertThatThrownBy(() -> secrets.getFirst().matches(new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    assertThat(credentials.controlSecret().matches("control".getBytes(UTF_8))).isTrue();
  }

  @Test
  void theCallerIsAskedWhileARequestRuns() {
    var sealing =
        new Sealing(
            Suite.AES_256_GCM,
            () -> SecretBytes.copyOf(new byte[32]),
            List.of(Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH)),
            () -> false);
    var engine =
        new Engine.Adopted(
            new Engine.Address.Tcp("h", 3306), "u", secret("p"), Path.of("/var/lib/mysql"));
    work =
        (_, _, arguments) -> {
          var request = (BackupRequest) arguments[0];
          var watch = ((Watch) arguments[1]).part(1, 2);
          watch.progress(50);
          heard.add(watch.isCancelled());
          heard.add(request.sealing().orElseThrow().stillUsable().getAsBoolean());
          heard.add(((Engine.Adopted) request.engine()).address());
          throw new AgentFailure(Reason.STORE_FULL, "full");
        };
    var request = new BackupRequest("b", "one", engine, Compression.ZSTD, Optional.of(sealing));
    assertThatThrownBy(() -> link().agent().backup(request, new Cancelled(told)))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.STORE_FULL))
        .hasMessage("full");
    assertThat(told).containsExactly(75);
    assertThat(heard).containsExactly(true, false, new Engine.Address.Tcp("h", 3306));
  }

  @Test
  void aDataKeyPassesThroughAnAgentThatForgetsIt() {
    var passing = new ArrayList<SecretBytes>();
    work =
        (_, _, arguments) -> {
          var request = (BackupRequest) arguments[0];
          var sealing = request.sealing().orElseThrow();
          if (request.backupId().equals("asked-by-worker")) {
            try (var key = sealing.openKey()) {
              heard.add(key.matches(new byte[32]));
            }
            // What passes keys on is through with one when it answers the next question.
            heard.add(sealing.stillUsable().getAsBoolean());
            assertThatThrownBy(() -> passing.getFirst().matches(new byte[32]))
                .isInstanceOf(IllegalStateException.class);
            throw new AgentFailure(Reason.STORE_FULL, "full");
          }
          DataKey noted =
              () -> {
                var key = sealing.dataKey().open();
                passing.add(key);
                return key;
              };
          var passedOn =
              new Sealing(sealing.suite(), noted, sealing.wrappings(), sealing.stillUsable());
          return link().agent().backup(backup("asked-by-worker", passedOn), Watch.none());
        };
    var given = new ArrayList<SecretBytes>();
    var sealing =
        new Sealing(
            Suite.AES_256_GCM,
            () -> {
              given.add(SecretBytes.copyOf(new byte[32]));
              return given.getLast();
            },
            List.of(Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH)),
            () -> true);
    assertThatThrownBy(() -> link().agent().backup(backup("b", sealing), Watch.none()))
        .hasMessage("full");
    assertThat(heard).containsExactly(true, true);
    assertThatThrownBy(() -> given.getFirst().matches(new byte[32]))
        .isInstanceOf(IllegalStateException.class);
  }

  private static BackupRequest backup(String id, Sealing sealing) {
    var engine = new Engine.Own("one", secret("p"));
    return new BackupRequest(id, "one", engine, Compression.ZSTD, Optional.of(sealing));
  }

  /** A record, which would otherwise be sent by value. */
  private record Cancelled(List<Integer> told) implements Watch {
    @Override
    public void progress(int percent) {
      told.add(percent);
    }

    @Override
    public void note(String note) {}

    @Override
    public boolean isCancelled() {
      return true;
    }
  }

  @Test
  void whatTheCallerThrewComesOutOfItsCall() {
    work =
        (_, _, arguments) -> {
          var opening = (StoredBackup.Opening.Sealed) ((StoredBackup) arguments[0]).opening();
          return opening
              .unwrap()
              .unwrap(List.of(Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH)));
        };
    var thrown = new IllegalStateException("no such key");
    var backup =
        new StoredBackup(
            "b",
            new StoredBackup.Opening.Sealed(
                wrappings -> {
                  throw thrown;
                }));
    assertThatThrownBy(() -> link().agent().check(backup, Watch.none())).isSameAs(thrown);
  }

  /** Such as what looks every second whether a backup is cancelled. */
  @Test
  void aThreadThatARequestLeavesBehindAsksNothingIntoItsAnswer() {
    work =
        (_, _, arguments) -> {
          var watch = (Watch) arguments[1];
          var asking = new CountDownLatch(1);
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    for (int n = 0; n < 100; n++) {
                      boolean _ = watch.isCancelled();
                      asking.countDown();
                    }
                  });
          asking.await();
          throw new AgentFailure(Reason.ENGINE_FAILED, "the answer");
        };
    var backup = new StoredBackup("b", new StoredBackup.Opening.Plain());
    for (int n = 0; n < 200; n++) {
      assertThatThrownBy(() -> link().agent().check(backup, Watch.none())).hasMessage("the answer");
    }
  }

  @Test
  void keysOfInstancesAreAskedOfTheCaller() {
    work =
        (_, _, arguments) -> {
          var asked = LinkServer.callersKeys();
          try (var vault = asked.vault((String) arguments[0]).orElseThrow()) {
            heard.add(vault.address() + " " + vault.token().matches("token".getBytes(UTF_8)));
          }
          asked.volume("one").ifPresent(heard::add);
          return INSTANCE;
        };
    assertThatThrownBy(() -> link().agent().start("one"))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.KEY_UNUSABLE))
        .hasMessage("the key is disabled");
    assertThat(heard).containsExactly("http://h/one true");
  }

  @Test
  void whatIsNoIdReachesNothing() {
    work =
        (_, method, _) -> {
          heard.add(method.getName());
          return INSTANCE;
        };
    assertThatThrownBy(() -> link().agent().start("../one")).isInstanceOf(AgentFailure.class);
    assertThatThrownBy(() -> link().agent().sweep(Set.of("../one")))
        .isInstanceOf(AgentFailure.class);
    assertThat(heard).isEmpty();
  }

  @Test
  void anUnknownCallFieldVersionOrLengthIsRefused() throws IOException {
    work = (_, _, _) -> Set.of();
    for (String said :
        List.of(
            "{\"version\":1,\"call\":\"Object.getClass/0\",\"arguments\":[]}",
            "{\"version\":1,\"call\":\"Agent.start/1\",\"arguments\":[\"one\",\"two\"]}",
            "{\"version\":1,\"call\":\"Agent.start/1\",\"arguments\":[7]}",
            "{\"version\":1,\"call\":\"Agent.adopt/1\",\"arguments\":[{\"x\":1}]}")) {
      assertThat(ask(said).has("failure")).describedAs(said).isTrue();
    }
    assertThatThrownBy(
            () -> ask("{\"version\":2,\"call\":\"Agent.start/1\",\"arguments\":[\"a\"]}"))
        .isInstanceOf(IOException.class);
  }

  private ObjectNode ask(String said) throws IOException {
    try (var connection =
            SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("agent")));
        var wire =
            new Wire(
                Channels.newInputStream(connection),
                Channels.newOutputStream(connection),
                connection)) {
      wire.send(new Frame((ObjectNode) new JsonMapper().readTree(said), List.of()));
      return wire.receive().said();
    }
  }

  @Test
  void anotherUserIsNotServed() throws IOException {
    listening.close();
    Files.delete(directory.resolve("agent"));
    listening = listen(Uids.ourselves().user() + 1, Uids.ourselves().group());
    assertThatThrownBy(() -> link().agent().start("one"))
        .isInstanceOf(AgentFailure.class)
        .hasMessageStartingWith("the agent does not answer");
  }
}
