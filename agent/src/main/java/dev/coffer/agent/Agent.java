package dev.coffer.agent;

import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.agent.database.DatabaseOrder;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Does the work on one host, for one caller that decides who may ask for it. Requests block until
 * they are done and fail with {@link AgentFailure}. Requests that change an instance take turns.
 * The trap: a request that a crash cut short leaves parts behind; asking for it again begins from
 * nothing, and {@code inspect} and {@code envelope} tell what was finished.
 */
public interface Agent {
  /** Makes and starts an instance. */
  Instance provision(Provision request);

  /** Checks that a running engine can be captured; changes nothing on it and keeps nothing. */
  Adoption adopt(Engine.Adopted engine);

  /** Empty where no instance of the agent's own has this id. */
  Optional<Instance> inspect(String instanceId);

  /** Does nothing to one that runs. */
  Instance start(String instanceId);

  /** Shuts down cleanly; does nothing to one that is stopped. */
  Instance stop(String instanceId);

  Instance restart(String instanceId);

  /** Stops it and removes all its files; does nothing where there is none. */
  void destroy(String instanceId);

  /** Takes a backup. On failure nothing of it remains in the store. */
  BackupResult backup(BackupRequest request, Watch watch);

  /**
   * Puts back what a backup that a crash cut short left changed on a server, and what it kept in
   * order to. Does nothing where nothing is left, nor on a server that does not run.
   */
  void recover(Engine engine);

  /** What the users of an instance that runs have in its engine. */
  DatabaseInventory databases(Engine.Own engine);

  /**
   * Makes one change as the administrator of an instance that runs, whole or not at all. Fails with
   * {@code STATEMENT_REFUSED} where the engine refuses it or knows no such password.
   */
  void change(DatabaseOrder order);

  /** The envelope of a committed backup; empty where none was committed under this id. */
  Optional<EnvelopeFile> envelope(String backupId);

  /** Reads a backup to its end and writes nothing. */
  CheckResult check(StoredBackup backup, Watch watch);

  /** Makes and starts an instance with the data of a backup. On failure nothing of it remains. */
  Instance restore(StoredBackup backup, Provision request, Watch watch);

  /**
   * Replaces the data of an instance and starts it. Until the backup is unpacked and found whole
   * the instance keeps serving; where the new data does not start, the old is put back.
   */
  Instance restoreInto(
      StoredBackup backup, String instanceId, Credentials credentials, Watch watch);

  /** Removes whatever the store holds of a backup. */
  void discard(String backupId);

  /**
   * Removes what crashed backups left, and returns their ids. Committed ones are never touched, nor
   * those under way. For the start of the one server that writes to the store.
   */
  List<String> sweep(Set<String> underWay);
}
