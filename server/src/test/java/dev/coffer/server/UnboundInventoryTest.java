package dev.coffer.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.BackupRepository;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.StoreRepository;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.agent.warehouse.SnapshotParts;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.datakey.UnboundKeys;
import dev.coffer.server.kms.masterkey.KeyTables;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.ControlDatabaseContract;
import dev.coffer.server.store.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a store with real envelopes of what was made before keys had a purpose. */
@ControlDatabaseContract
final class UnboundInventoryTest {
  private static final KeyContext BACKUP = new KeyContext(KeyContext.Purpose.BACKUP, "b");
  private static final KeyContext SNAPSHOT = new KeyContext(KeyContext.Purpose.SNAPSHOT, "s");
  private static final KeyContext WITHOUT_ENVELOPE =
      new KeyContext(KeyContext.Purpose.SNAPSHOT, "gone");
  private static final byte[] OF_BACKUP = {1};
  private static final byte[] OF_SNAPSHOT = {2};

  private final BackupRepository backups =
      new StoreRepository(new MemoryStore(), new SecureRandom(), InstantSource.system());

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init")
  private ControlDatabase database;

  @SuppressWarnings("NullAway.Init")
  private UnboundKeys unbound;

  @BeforeEach
  void fill() throws IOException {
    database = TestDatabase.in(directory);
    for (KeyContext context : List.of(BACKUP, SNAPSHOT, WITHOUT_ENVELOPE)) {
      database
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      "INSERT INTO kms_unbound_key (purpose, resource, digest) VALUES (?, ?, '')",
                      context.purpose().name(),
                      context.resource()));
    }
    take(BACKUP.resource(), OF_BACKUP);
    take(new SnapshotParts(SNAPSHOT.resource(), 2).base(0), OF_SNAPSHOT);
    unbound = new UnboundKeys(new KeyTables(database));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void eachResourceIsHeldToTheKeyInItsEnvelope() {
    assertThat(unbound.admits(SNAPSHOT, OF_BACKUP)).isTrue();
    new UnboundInventory(unbound, database.jdbi(), agent()).complete();

    assertThat(unbound.unseen()).containsExactly(WITHOUT_ENVELOPE);
    assertThat(unbound.admits(BACKUP, OF_BACKUP)).isTrue();
    assertThat(unbound.admits(SNAPSHOT, OF_SNAPSHOT)).isTrue();
    assertThat(unbound.admits(BACKUP, OF_SNAPSHOT)).isFalse();
    assertThat(unbound.admits(SNAPSHOT, OF_BACKUP)).isFalse();
  }

  /** It has what the store has, and does nothing else. */
  private Agent agent() {
    return (Agent)
        Proxy.newProxyInstance(
            Agent.class.getClassLoader(),
            new Class<?>[] {Agent.class},
            (_, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("envelope");
              return backups.envelope((String) arguments[0]);
            });
  }

  private void take(String id, byte[] wrapped) throws IOException {
    var sealing =
        new Sealing(
            Suite.AES_256_GCM,
            () -> SecretBytes.copyOf(new byte[Suite.AES_256_GCM.keyLength()]),
            List.of(Wrapping.of("key", "1", wrapped, Instant.EPOCH)),
            () -> true);
    var plan = new Plan(id, "instance", Compression.ZSTD, Optional.of(sealing));
    backups.take(plan, new Empty(), Watch.none());
  }

  /** An engine without data. */
  private static final class Empty implements Source, Source.Run {
    @Override
    public Envelope.Engine engine() {
      return new Envelope.Engine("Nothing", "1", "none", "1");
    }

    @Override
    public long estimate() {
      return 0;
    }

    @Override
    public Run start() {
      return this;
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Envelope.Position finish() {
      return new Envelope.Position(null, null, null);
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
  }
}
