package dev.coffer.server.instance;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.VolumeKey;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.seal.SecretSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;

/**
 * Instances whose files are encrypted: by their engine under keys of a vault, or by the volume that
 * they lie on. Each has a master key of its own, which the project owns: while that key cannot be
 * used the engine does not start, and once it is deleted nothing opens the files any more. An
 * engine that runs does not need it.
 */
public final class FileEncryption implements FileKeys {
  private static final long LIMIT_SECONDS = 30;

  private final InstanceVaults vaults;
  private final InstanceVolumes volumes;
  private final CompletableFuture<Endpoint> endpoint = new CompletableFuture<>();

  /** Takes the seal of the vaults' tokens over; its maker closes it. */
  public FileEncryption(Jdbi jdbi, Kms kms, SecretSeal seal) {
    this.vaults = new InstanceVaults(jdbi, kms, seal);
    this.volumes = new InstanceVolumes(jdbi, kms);
  }

  /**
   * Where engines reach this server.
   *
   * @param certificates the file of what it proves itself by, where it speaks TLS
   */
  public record Endpoint(String url, Optional<Path> certificates) {}

  /** Tells where this server can be reached; until then no engine that has a vault starts. */
  public void serveAt(Endpoint reachable) {
    endpoint.complete(reachable);
  }

  /** What the files of an instance are encrypted with; empty where they are not. */
  public Optional<FileCipher> cipher(InstanceId instanceId) {
    return vaults
        .find(instanceId)
        .map(_ -> FileCipher.AES256)
        .or(() -> volumes.find(instanceId).map(_ -> FileCipher.SM4));
  }

  /** Makes what an instance needs that is being made. */
  void prepare(FileProtection protection, InstanceId instanceId) {
    switch (protection) {
      case FileProtection.None() -> {}
      case FileProtection.Fresh(var owner, var cipher) -> {
        switch (cipher) {
          case AES256 -> vaults.make(owner, instanceId);
          case SM4 -> volumes.make(owner, instanceId);
        }
      }
      case FileProtection.SameAs(InstanceId source) -> {
        vaults.share(source, instanceId);
        volumes.share(source, instanceId);
      }
    }
  }

  /** Refuses to put data over an instance whose files are encrypted otherwise. */
  public void requireSame(InstanceId sourceId, InstanceId targetId) {
    if (!protector(sourceId).equals(protector(targetId))) {
      throw new Refusal(Failure.DBS_280406);
    }
  }

  private Optional<String> protector(InstanceId instanceId) {
    return vaults
        .find(instanceId)
        .map(InstanceVaults.Entry::vaultId)
        .or(() -> masterKeyOfVolume(instanceId).map(KeyId::value));
  }

  /**
   * The master key of the volume that an instance lies on. Its files are in the clear to the
   * engine, so that whatever copies them from there has to seal them again.
   */
  public Optional<KeyId> masterKeyOfVolume(InstanceId instanceId) {
    return volumes.find(instanceId).map(InstanceVolumes.Entry::masterKeyId);
  }

  /** The ids of the project's instances that do not start again without the key of their volume. */
  public List<InstanceId> onVolumesUnder(ProjectId projectId, KeyId masterKeyId) {
    return volumes.under(projectId, masterKeyId);
  }

  @Override
  public Optional<Vault> vault(String instanceId) {
    return InstanceId.of(instanceId).flatMap(id -> vaults.find(id).map(entry -> vault(id, entry)));
  }

  private Vault vault(InstanceId instanceId, InstanceVaults.Entry entry) {
    Endpoint reachable = reachable();
    return new Vault(
        URI.create(reachable.url() + "/v1/" + entry.vaultId()),
        vaults.token(instanceId, entry),
        reachable.certificates().map(FileEncryption::read));
  }

  @Override
  public Optional<VolumeKey> volume(String instanceId) {
    return InstanceId.of(instanceId)
        .flatMap(id -> volumes.find(id).map(entry -> volumes.open(id, entry)));
  }

  private Endpoint reachable() {
    return endpoint.copy().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
  }

  private static String read(Path certificates) {
    try {
      return Files.readString(certificates);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + certificates, e);
    }
  }
}
