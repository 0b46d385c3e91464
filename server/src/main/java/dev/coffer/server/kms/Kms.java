package dev.coffer.server.kms;

import dev.coffer.server.seal.SecretSeal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Key management of one server, over its control database and the key ring beside it. */
public final class Kms implements AutoCloseable {
  private final KeyVault vault;
  private final MasterKeys masterKeys;
  private final DataKeys dataKeys;

  private Kms(KeyVault vault, Jdbi jdbi, SecureRandom random, InstantSource clock) {
    this.vault = vault;
    this.masterKeys = new MasterKeys(jdbi, vault, clock);
    this.dataKeys = new DataKeys(masterKeys, vault, random);
  }

  /**
   * Opens the key ring of a data directory. It is made, with its root key, only where the control
   * database has never known one; any other doubt is an {@link UnusableKeyRing}.
   */
  public static Kms start(Path directory, Jdbi jdbi, SecureRandom random, InstantSource clock) {
    Optional<String> known =
        jdbi.withHandle(
            h -> h.createQuery("SELECT id FROM kms_ring").mapTo(String.class).findOne());
    boolean first = known.isEmpty() && !KeyVault.existsIn(directory);
    KeyVault vault = first ? KeyVault.create(directory, random) : KeyVault.open(directory, random);
    try {
      if (!known.orElse(vault.ringId()).equals(vault.ringId())) {
        throw new UnusableKeyRing(UnusableKeyRing.Fault.RING_FOREIGN, directory.toString());
      }
      jdbi.useHandle(
          h ->
              h.execute(
                  "INSERT INTO kms_ring (id) VALUES (?) ON CONFLICT DO NOTHING", vault.ringId()));
      var kms = new Kms(vault, jdbi, random, clock);
      kms.masterKeys.checkRing();
      return kms;
    } catch (RuntimeException e) {
      vault.close();
      throw e;
    }
  }

  public MasterKeys masterKeys() {
    return masterKeys;
  }

  public DataKeys dataKeys() {
    return dataKeys;
  }

  /** A seal for other secrets of this server, one for each purpose; the caller closes it. */
  public SecretSeal seal(String purpose) {
    return vault.seal(purpose);
  }

  @Override
  public void close() {
    vault.close();
  }
}
