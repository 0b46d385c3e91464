package dev.coffer.cli.key;

import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.cli.open.RingVaults;
import dev.coffer.cli.secret.RootPassphrase;
import dev.coffer.cli.serve.Serve;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.server.DataLayout;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.UnusableKeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets a database server start on opened files that are encrypted under keys of a vault. */
@Command(
    name = "serve-files",
    description = {
      "Gives the keys of database files out of a key ring, until it is stopped, where no Coffer"
          + " server is left to do so.",
      "For a MariaDB server on files that 'coffer open' opened and that are encrypted; it asks on"
          + " the loopback interface, with the token in VAULT_TOKEN."
    },
    mixinStandardHelpOptions = true)
public final class ServeFileKeys implements Callable<Integer> {
  @Option(
      names = "--keys",
      paramLabel = "DIR",
      required = true,
      description = "The directory with keyring.json and root.key.")
  private Path keys;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      required = true,
      description = "Where the token is written, with mode 0600; must not exist yet.")
  private Path tokenFile;

  @Mixin private RootPassphrase passphrase;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (Files.exists(tokenFile)) {
      throw new CommandFailed("there is something at " + tokenFile + " already");
    }
    var stop = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Serve.end(stop, closed), "stop"));
    try (RingStorage ring =
            RingStorage.open(DataLayout.keysIn(keys), passphrase.given(), new SecureRandom());
        RingVaults vaults = RingVaults.start(ring)) {
      write(vaults);
      spec.commandLine().getOut().println("keys of files at " + vaults.address() + "/v1/VAULT");
      spec.commandLine().getOut().flush();
      stop.await();
    } catch (UnusableKeyRing refusal) {
      throw new CommandFailed(String.valueOf(refusal.getMessage()), refusal);
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private void write(RingVaults vaults) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.createFile(tokenFile, mode);
    vaults
        .token()
        .open(
            SecretAccess.revealingSecrets(),
            token -> {
              Files.write(tokenFile, token);
              return token.length;
            });
  }
}
