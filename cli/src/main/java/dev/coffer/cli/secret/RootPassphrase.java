package dev.coffer.cli.secret;

import dev.coffer.server.kms.root.Passphrase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command that opens the key ring learns what its root key is sealed under. */
public final class RootPassphrase {
  @Option(
      names = "--passphrase-fd",
      paramLabel = "N",
      description =
          "Read the passphrase of the root key, or its token's PIN, from this file descriptor; it"
              + " is asked for at the terminal otherwise, if the root key needs one.")
  private @Nullable Integer descriptor;

  public Passphrase given() {
    return Secrets.from(descriptor, "Passphrase or PIN of the root key: ");
  }
}
