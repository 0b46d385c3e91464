package dev.coffer.cli.root;

import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.cli.secret.RootPassphrase;
import dev.coffer.cli.secret.Secrets;
import dev.coffer.server.CannotStart;
import dev.coffer.server.DataLayout;
import dev.coffer.server.RotateRoot;
import dev.coffer.server.kms.root.RootProtection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Seals the key ring under a new root key. */
@Command(
    name = "rotate",
    description = {
      "Seals the key ring under a new root key. No data is touched, and every backup opens as"
          + " before. The server has to be stopped.",
      "Without an option the new root key stands in root.key as it is. Wherever this is"
          + " interrupted, the ring opens, and it can be run again."
    },
    mixinStandardHelpOptions = true)
public final class RotateRootKey implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data directory of the server.")
  private Path data;

  @Mixin private RootPassphrase passphrase;

  @Option(
      names = "--new-passphrase",
      description = "Seal the new root key under a passphrase, asked for at the terminal.")
  private boolean newPassphrase;

  @Option(
      names = "--new-passphrase-fd",
      paramLabel = "N",
      description = "The same, read from this file descriptor; with --token the PIN.")
  private @Nullable Integer newPassphraseDescriptor;

  @Option(
      names = "--token",
      paramLabel = "LIBRARY",
      description = "Keep the new root key in a token: the PKCS#11 library's path.")
  private @Nullable Path token;

  @Option(
      names = "--slot",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which of the library's slots that hold a token, default ${DEFAULT-VALUE}.")
  private int slot;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(DataLayout.keysIn(data).resolve("keyring.json"))) {
      throw new CommandFailed("there is no key ring in " + data);
    }
    try {
      RotateRoot.run(data, passphrase.given(), protection());
    } catch (CannotStart refusal) {
      throw new CommandFailed(String.valueOf(refusal.getMessage()), refusal);
    }
    spec.commandLine().getOut().println("the key ring is sealed under a new root key");
    return 0;
  }

  private RootProtection protection() {
    if (token != null) {
      return new RootProtection.ByToken(
          token.toAbsolutePath(), slot, Secrets.from(newPassphraseDescriptor, "PIN: "));
    }
    return newPassphrase || newPassphraseDescriptor != null
        ? new RootProtection.ByPassphrase(Secrets.from(newPassphraseDescriptor, "New passphrase: "))
        : new RootProtection.Plain();
  }
}
