package dev.coffer.server.kms;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.datakey.Data;
import dev.coffer.server.kms.datakey.DataKeyPairs;
import dev.coffer.server.kms.datakey.DataKeys;
import dev.coffer.server.kms.datakey.IssuedKeys;
import dev.coffer.server.kms.datakey.Signatures;
import dev.coffer.server.kms.datakey.UnboundKeys;
import dev.coffer.server.kms.enginekey.EngineKeyVaults;
import dev.coffer.server.kms.masterkey.Aliases;
import dev.coffer.server.kms.masterkey.Grants;
import dev.coffer.server.kms.masterkey.Imports;
import dev.coffer.server.kms.masterkey.KeyTables;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.masterkey.Rotations;
import dev.coffer.server.kms.masterkey.Tags;
import dev.coffer.server.kms.ring.KeyWatch;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.ring.RootRotation;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootAccess;
import dev.coffer.server.kms.root.RootProtection;
import dev.coffer.server.kms.root.UnusableKeyRing;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** Key management of one server, over its control database and the key ring beside it. */
public final class Kms implements AutoCloseable {
  private final RingStorage vault;
  private final MasterKeys masterKeys;
  private final IssuedKeys issuedKeys;
  private final UnboundKeys unboundKeys;
  private final DataKeys dataKeys;
  private final Data data;
  private final DataKeyPairs dataKeyPairs;
  private final Signatures signatures;
  private final Aliases aliases;
  private final Tags tags;
  private final Grants grants;
  private final Rotations rotations;
  private final Imports imports;
  private final EngineKeyVaults vaults;

  private Kms(RingStorage vault, KeyTables tables, SecureRandom random, InstantSource clock) {
    this.vault = vault;
    this.masterKeys = new MasterKeys(tables, vault, clock);
    this.issuedKeys = new IssuedKeys(tables);
    this.unboundKeys = new UnboundKeys(tables);
    this.dataKeys = new DataKeys(masterKeys, vault, issuedKeys, unboundKeys, random);
    this.data = new Data(masterKeys, vault, random);
    this.dataKeyPairs = new DataKeyPairs(masterKeys, data, issuedKeys, random);
    this.signatures = new Signatures(masterKeys, vault, random);
    this.aliases = new Aliases(tables, masterKeys, clock);
    this.tags = new Tags(tables, masterKeys);
    this.grants = new Grants(tables, masterKeys, random, clock);
    this.rotations = new Rotations(tables, masterKeys, vault, clock);
    this.vaults = new EngineKeyVaults(tables, masterKeys, vault, random, clock);
    this.imports = new Imports(tables, masterKeys, vault, random, clock);
  }

  /**
   * Opens the key ring of a data directory, under a new root key where another passphrase is to
   * open it from now on. Wherever that is cut short, one of the two passphrases opens the ring.
   */
  public static Kms start(
      Path directory,
      RootAccess access,
      ControlDatabase database,
      SecureRandom random,
      InstantSource clock) {
    if (access.next().isEmpty()) {
      return start(directory, access.current(), database, random, clock);
    }
    Passphrase next = access.next().get();
    if (RingStorage.existsIn(directory)) {
      new RootRotation(directory, random).runOnce(access.current(), next);
    }
    return start(directory, next, new RootProtection.ByPassphrase(next), database, random, clock);
  }

  /**
   * Opens the key ring of a data directory. It is made, with its root key, only where the control
   * database has never known one; any other doubt is an {@link UnusableKeyRing}.
   */
  public static Kms start(
      Path directory,
      Passphrase passphrase,
      ControlDatabase database,
      SecureRandom random,
      InstantSource clock) {
    return start(directory, passphrase, new RootProtection.Plain(), database, random, clock);
  }

  private static Kms start(
      Path directory,
      Passphrase passphrase,
      RootProtection protection,
      ControlDatabase database,
      SecureRandom random,
      InstantSource clock) {
    var tables = new KeyTables(database);
    Optional<String> known =
        tables.read(h -> h.createQuery("SELECT id FROM kms_ring").mapTo(String.class).findOne());
    boolean first = known.isEmpty() && !RingStorage.existsIn(directory);
    RingStorage vault =
        first
            ? RingStorage.create(directory, passphrase, protection, random)
            : RingStorage.open(directory, passphrase, random);
    try {
      if (!known.orElse(vault.ring().id()).equals(vault.ring().id())) {
        throw new UnusableKeyRing(UnusableKeyRing.Fault.RING_FOREIGN, directory.toString());
      }
      tables.run(
          h ->
              h.execute(
                  "INSERT INTO kms_ring (id) VALUES (?) ON CONFLICT DO NOTHING",
                  vault.ring().id()));
      var kms = new Kms(vault, tables, random, clock);
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

  public UnboundKeys unboundKeys() {
    return unboundKeys;
  }

  public IssuedKeys issuedKeys() {
    return issuedKeys;
  }

  public Data data() {
    return data;
  }

  public DataKeyPairs dataKeyPairs() {
    return dataKeyPairs;
  }

  public Signatures signatures() {
    return signatures;
  }

  public Aliases aliases() {
    return aliases;
  }

  public Tags tags() {
    return tags;
  }

  public Grants grants() {
    return grants;
  }

  public Rotations rotations() {
    return rotations;
  }

  public EngineKeyVaults vaults() {
    return vaults;
  }

  public Imports imports() {
    return imports;
  }

  /** Does what time has made due: deletions, removals, rotations. For the scheduler. */
  public void runMaintenance() {
    masterKeys.deleteDue();
    imports.removeExpired();
    rotations.rotateDue();
    issuedKeys.write();
  }

  /** A key for another purpose of this server; the caller closes it. */
  public SecretBytes secret(String purpose) {
    return vault.secret(purpose);
  }

  /** Tells of each use of a master key from now on. */
  public void watch(KeyWatch watch) {
    vault.ring().watch(watch);
  }

  /** A seal for other secrets of this server, one for each purpose; the caller closes it. */
  public SecretSeal seal(String purpose) {
    return vault.seal(purpose);
  }

  @Override
  public void close() {
    issuedKeys.write();
    imports.close();
    vault.close();
  }
}
