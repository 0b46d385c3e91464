package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where instances whose files are encrypted get the keys. It is asked whenever such an engine is
 * made, started, captured or restored, so a change of address counts for the next time. An instance
 * has a vault, from which its engine gets keys itself, or lies on a volume, or neither.
 */
public interface FileKeys {
  /** For hosts without such instances. */
  FileKeys NONE =
      new FileKeys() {
        @Override
        public Optional<Vault> vault(String instanceId) {
          return Optional.empty();
        }

        @Override
        public Optional<VolumeKey> volume(String instanceId) {
          return Optional.empty();
        }
      };

  /** Empty for an instance whose engine does not encrypt its files. The caller closes it. */
  Optional<Vault> vault(String instanceId);

  /**
   * What opens the volume of an instance that lies on one; the caller closes the data key.
   *
   * @throws AgentFailure where the key may not be used now
   */
  Optional<VolumeKey> volume(String instanceId);

  /**
   * The address of an instance's keys by Vault's API, and the token to show there.
   *
   * @param certificates what the server there proves itself by, as PEM, where it speaks TLS
   */
  record Vault(URI address, SecretBytes token, Optional<String> certificates)
      implements AutoCloseable {
    private static final int LONGEST_ADDRESS = 2048;
    private static final int LONGEST_CERTIFICATES = 1 << 20;

    public Vault {
      Arguments.requireLine("address of keys", address.toString(), LONGEST_ADDRESS);
      if (!List.of("http", "https").contains(address.getScheme())
          || address.getHost() == null
          || address.getRawUserInfo() != null
          || address.getRawQuery() != null
          || address.getRawFragment() != null) {
        throw new IllegalArgumentException("not the address of keys: " + address);
      }
      certificates.ifPresent(
          pem -> {
            if (pem.length() > LONGEST_CERTIFICATES
                || !pem.contains("-----BEGIN CERTIFICATE-----")) {
              throw new IllegalArgumentException("not certificates");
            }
          });
    }

    @Override
    public void close() {
      token.close();
    }
  }
}
