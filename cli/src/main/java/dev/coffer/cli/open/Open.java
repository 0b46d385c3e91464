package dev.coffer.cli.open;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.OpenBackup;
import dev.coffer.agent.mariadb.Programs;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.cli.secret.RootPassphrase;
import dev.coffer.cli.text.Harmless;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.DataLayout;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.UnusableKeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Opens a backup when nothing but the store and the key ring is left. */
@Command(
    name = "open",
    description = {
      "Opens a backup into a new directory, ready for a MariaDB server to start on.",
      "Needs the store, the KMS key ring (keyring.json) and its root key (root.key); no server and"
          + " no control database."
    },
    mixinStandardHelpOptions = true)
public final class Open implements Callable<Integer> {
  @Option(
      names = "--store",
      paramLabel = "DIR",
      required = true,
      description = "The backup store: the directory 'backups' of a server's data directory.")
  private Path store;

  @Option(
      names = "--backup",
      paramLabel = "ID",
      required = true,
      description = "The id of the backup.")
  private String backup;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Where the files go; must not exist yet.")
  private Path to;

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description =
          "The directory with keyring.json and root.key, default the one that holds the store.")
  private @Nullable Path keys;

  @Option(
      names = "--plain",
      description = "The backup is not encrypted. Without this only an encrypted one is opened.")
  private boolean plain;

  @Option(
      names = "--unbound-key",
      description = {
        "The backup was made before keys had a purpose: its wrapped key is not bound to it. Only"
            + " for such backups, as a caller who may wrap data keys by the API can make one of"
            + " that kind."
      })
  private boolean unboundKey;

  @Mixin private RootPassphrase passphrase;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(store)) {
      throw new CommandFailed("there is no store at " + store);
    }
    if (Files.exists(to)) {
      throw new CommandFailed("there is something at " + to + " already");
    }
    try {
      open().ifPresent(this::tellOfVault);
    } catch (AgentFailure | UnusableKeyRing | Refusal failure) {
      throw new CommandFailed(String.valueOf(failure.getMessage()), failure);
    }
    spec.commandLine().getOut().println("opened " + backup + " into " + to);
    return 0;
  }

  // A plain backup opens without a key ring, unless its engine encrypted.
  private Optional<String> open() throws IOException {
    if (plain && !Files.exists(keyDirectory().resolve("keyring.json"))) {
      opener().into(to, stored(new StoredBackup.Opening.Plain()), Watch.none());
      return Optional.empty();
    }
    try (RingStorage ring =
            RingStorage.open(keyDirectory(), passphrase.given(), new SecureRandom());
        RingVaults vaults = RingVaults.start(ring)) {
      StoredBackup.Opening opening =
          plain
              ? new StoredBackup.Opening.Plain()
              : new StoredBackup.Opening.Sealed(wrappings -> unwrap(ring, wrappings));
      return opener().into(to, stored(opening), vaults, Watch.none());
    }
  }

  private OpenBackup opener() throws IOException {
    return new OpenBackup(Programs.find(), new DirectoryStore(store));
  }

  private StoredBackup stored(StoredBackup.Opening opening) {
    return new StoredBackup(backup, opening);
  }

  private void tellOfVault(String vault) {
    spec.commandLine()
        .getOut()
        .println(
            "its files are encrypted under keys of "
                + Harmless.line(vault)
                + ": a server on them needs a Coffer server, or 'coffer key serve-files', and the"
                + " options --plugin-load-add=hashicorp_key_management"
                + " --hashicorp-key-management-vault-url=http://HOST:PORT"
                + Harmless.line(vault));
  }

  private Path keyDirectory() {
    Path parent = store.toAbsolutePath().normalize().getParent();
    Path chosen = keys == null ? parent : keys;
    if (chosen == null) {
      throw new CommandFailed("say with --keys where the key ring is");
    }
    return DataLayout.keysIn(chosen);
  }

  // The ring opens only what it wrapped itself, so the first wrapping that it knows will do.
  private SecretBytes unwrap(RingStorage vault, List<Wrapping> wrappings) {
    @Nullable Refusal refusal = null;
    for (Wrapping wrapping : wrappings) {
      try {
        return unwrap(vault, wrapping.wrappedBytes());
      } catch (Refusal refused) {
        refusal = refused;
      }
    }
    throw refusal == null ? new CommandFailed("the backup has no wrapped key") : refusal;
  }

  private SecretBytes unwrap(RingStorage vault, byte[] wrapped) {
    if (!RingStorage.isUnbound(wrapped)) {
      BackupId id =
          BackupId.of(backup)
              .orElseThrow(
                  () -> new CommandFailed("'%s' is not the id of a backup".formatted(backup)));
      return vault.unwrap(KeyContext.backup(id), wrapped);
    }
    if (!unboundKey) {
      throw new CommandFailed(
          "the backup's key is not bound to it, as in backups made before keys had a purpose; open"
              + " it with --unbound-key if it is one of those");
    }
    return vault.unwrapUnbound(wrapped);
  }
}
