package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;
import java.net.URI;
import java.util.Optional;

/**
 * Where instances that encrypt their own files get the keys. It is asked whenever such an engine is
 * started, captured or restored, so a change of address counts for the next time.
 */
@FunctionalInterface
public interface FileKeys {
  /** For hosts without such instances. */
  FileKeys NONE = _ -> Optional.empty();

  /** Empty for an instance that does not encrypt its files. The caller closes it. */
  Optional<Access> of(String instanceId);

  /** The address of an instance's keys by Vault's API, and the token to show there. */
  record Access(URI address, SecretBytes token) implements AutoCloseable {
    @Override
    public void close() {
      token.close();
    }
  }
}
