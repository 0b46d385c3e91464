package dev.coffer.server.backup;

import dev.coffer.agent.Sealing;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** Makes data keys under master keys, for as long as something is sealed with them. */
public record Sealer(BackupKeys keys, InstantSource clock) {
  /**
   * Does something with a fresh data key, and closes it.
   *
   * @throws dev.coffer.server.failure.Refusal if the master key cannot be used
   */
  public <T> T with(
      ProjectId projectId, KeyId keyId, KeyContext context, Suite suite, Function<Sealing, T> use) {
    try (BackupKeys.DataKey key = keys.newDataKey(projectId, keyId, context, suite.keyLength())) {
      var wrapping = Wrapping.of(keyId.value(), key.keyVersion(), key.wrapped(), clock.instant());
      return use.apply(
          new Sealing(
              suite,
              key.plaintext()::copy,
              List.of(wrapping),
              () -> keys.standing(projectId, keyId).isUsable()));
    }
  }
}
