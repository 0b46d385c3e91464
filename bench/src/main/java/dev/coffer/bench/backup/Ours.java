package dev.coffer.bench.backup;

import dev.coffer.agent.Agent;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.BackupResult;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.StoredBackup.Opening;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.OpenBackup;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Stopwatch;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Backups through the agent, under one id for each way of sealing: a new one replaces the last. */
record Ours(
    Agent agent, OpenBackup openBackup, Source source, Optional<Suite> suite, SecretBytes key)
    implements AutoCloseable {

  static Ours of(Agent agent, OpenBackup openBackup, Source source, Optional<Suite> suite) {
    int keyLength = suite.map(Suite::keyLength).orElse(1);
    var key = SecretBytes.random(keyLength, new SecureRandom());
    return new Ours(agent, openBackup, source, suite, key);
  }

  String title() {
    return "Coffer, " + suite.map(Suite::wireName).orElse("not sealed");
  }

  Sample backup(double amount) {
    agent.discard(id());
    var watch = new Stopwatch();
    backup();
    return watch.stop(amount);
  }

  BackupResult backup() {
    return agent.backup(
        new BackupRequest(id(), "source", source.engine(), Compression.ZSTD, sealing()),
        Watch.none());
  }

  /** Into a prepared directory, from the last backup. */
  Sample restore(double amount, Path target) throws IOException {
    var watch = new Stopwatch();
    openBackup.into(target, new StoredBackup(id(), opening()), Watch.none());
    return watch.stop(amount);
  }

  private String id() {
    return suite.map(Suite::name).orElse("PLAIN").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  private Optional<Sealing> sealing() {
    var wrapping = Wrapping.of("bench", "1", new byte[] {1}, Instant.EPOCH);
    return suite.map(wanted -> new Sealing(wanted, key::copy, List.of(wrapping), () -> true));
  }

  private Opening opening() {
    return suite
        .<Opening>map(_ -> new Opening.Sealed(_ -> key.copy()))
        .orElseGet(Opening.Plain::new);
  }

  @Override
  public void close() {
    key.close();
  }
}
