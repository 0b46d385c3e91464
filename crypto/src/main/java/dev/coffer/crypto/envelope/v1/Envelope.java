package dev.coffer.crypto.envelope.v1;

import dev.coffer.crypto.secret.SecretBytes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one backup: enough to open it, check it and restore it with the object store and
 * the KMS alone. {@code parent} is the backup that an increment builds on, absent for a full one.
 */
public record Envelope(
    String backupId,
    String objectName,
    Compression compression,
    Protection protection,
    Sizes sizes,
    Digest digest,
    Engine engine,
    Position position,
    @Nullable String parent,
    String instanceId,
    Instant createdAt) {

  public Envelope {
    Text.require("backup id", backupId);
    Text.require("object name", objectName);
    Text.require("instance id", instanceId);
    if (parent != null) {
      Text.require("parent", parent);
    }
  }

  /** Lengths in bytes: of the engine's stream, and of the object as stored. */
  public record Sizes(long plain, long stored) {
    public Sizes {
      if (plain < 0 || stored < 0) {
        throw new IllegalArgumentException("sizes cannot be " + plain + " and " + stored);
      }
    }
  }

  /** What made the stream: the engine, its version, the tool that read it, and the tool's. */
  public record Engine(String name, String version, String tool, String toolVersion) {
    public Engine {
      Text.require("engine name", name);
      Text.require("engine version", version);
      Text.require("tool", tool);
      Text.require("tool version", toolVersion);
    }
  }

  /** Where in the engine's history the backup ends, in the engine's own notation. */
  public record Position(
      @Nullable String lsn, @Nullable String binlogFile, @Nullable Long binlogPosition) {
    public Position {
      if ((binlogFile == null) != (binlogPosition == null)) {
        throw new IllegalArgumentException(
            "a binlog position is file and offset, not " + binlogFile + " and " + binlogPosition);
      }
      if (binlogPosition != null && binlogPosition < 0) {
        throw new IllegalArgumentException("a binlog offset cannot be " + binlogPosition);
      }
    }
  }

  /** Its line without authentication, for a way that is trusted itself. */
  public byte[] line() {
    return Lines.write(EnvelopeJson.of(this));
  }

  /** What {@link #line} wrote. */
  public static Envelope ofLine(byte[] line) throws EnvelopeException {
    return Lines.first(line);
  }

  /** The file of a sealed backup, authenticated under the backup's own data key. */
  public EnvelopeFile authenticate(SecretBytes dataKey) {
    return EnvelopeFile.authenticated(this, dataKey);
  }

  /** The file of a backup that is not sealed. */
  public EnvelopeFile withoutAuthentication() {
    return EnvelopeFile.unauthenticated(this);
  }

  Envelope withProtection(Protection changed) {
    return new Envelope(
        backupId,
        objectName,
        compression,
        changed,
        sizes,
        digest,
        engine,
        position,
        parent,
        instanceId,
        createdAt);
  }
}
