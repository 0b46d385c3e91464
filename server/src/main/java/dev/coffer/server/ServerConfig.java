package dev.coffer.server;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.http.TlsFiles;
import dev.coffer.server.store.PostgresAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server runs.
 *
 * @param data the directory that holds everything; made if it is not there
 * @param control the control database; a file of SQLite in the data directory where it is empty
 * @param port 0 takes a free one
 * @param stopInstances whether a clean stop of the server stops the engines it made, too; they
 *     outlive it otherwise
 * @param audit how the audit log is kept
 * @param guard what stands before the API
 * @param otherKms the account of another KMS whose keys can be used, too
 * @param adoptable the list of engines that may be adopted; none may where it is empty
 * @param lockWait how long a backup waits for a lock that a connection of the engine holds
 */
public record ServerConfig(
    Path data,
    Optional<PostgresAccess> control,
    String host,
    int port,
    String region,
    Compression compression,
    boolean stopInstances,
    Audit audit,
    Guard guard,
    Optional<Path> otherKms,
    Optional<Path> adoptable,
    Duration lockWait) {
  public static final Duration USUAL_LOCK_WAIT = Duration.ofMinutes(10);

  /**
   * How the audit log is kept.
   *
   * @param hash the hash function of its MAC, if this start begins the log
   * @param keepDays for how many days an event is kept at least; for ever where it is 0
   */
  public record Audit(HashFunction hash, int keepDays) {
    /** A year, as PCI DSS 10.5.1 asks for, and a month. */
    public static final Audit USUAL = new Audit(HashFunction.SHA_256, 400);

    public Audit {
      if (keepDays < 0) {
        throw new IllegalArgumentException("days are " + keepDays);
      }
    }
  }

  /**
   * What stands before the API.
   *
   * @param callsPerSecond of one operation for each caller; no limit where it is 0
   * @param tls the certificate to listen with; without TLS where empty
   * @param separateDuties whether key administrators, operators and auditors exclude each other
   * @param privateBeta whether encrypted backup is open only to projects that were admitted
   */
  public record Guard(
      int callsPerSecond, Optional<TlsFiles> tls, boolean separateDuties, boolean privateBeta) {
    /** Nothing but the API's own checks. */
    public static final Guard NONE = new Guard(0, Optional.empty(), false, false);

    public Guard {
      if (callsPerSecond < 0) {
        throw new IllegalArgumentException("calls per second are " + callsPerSecond);
      }
    }
  }

  public ServerConfig(
      Path data,
      String host,
      int port,
      String region,
      Compression compression,
      boolean stopInstances) {
    this(
        data,
        Optional.empty(),
        host,
        port,
        region,
        compression,
        stopInstances,
        Audit.USUAL,
        Guard.NONE,
        Optional.empty(),
        Optional.empty(),
        USUAL_LOCK_WAIT);
  }

  public ServerConfig {
    data = data.toAbsolutePath().normalize();
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port is " + port);
    }
  }
}
