package dev.coffer.crypto.envelope.v1;

import dev.coffer.crypto.secret.SecretBytes;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
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

  /**
   * What made the stream: the engine, its version, the tool that read it, and the tool's.
   *
   * @param settings what the engine was set to that its restored data needs; absent where it is not
   *     known, as in envelopes of earlier versions of Coffer
   */
  public record Engine(
      String name,
      String version,
      String tool,
      String toolVersion,
      @Nullable List<Setting> settings) {
    private static final int MOST_SETTINGS = 64;

    public Engine {
      Text.require("engine name", name);
      Text.require("engine version", version);
      Text.require("tool", tool);
      Text.require("tool version", toolVersion);
      if (settings != null) {
        settings = List.copyOf(settings);
        long names = settings.stream().map(Setting::name).distinct().count();
        if (names < settings.size() || names > MOST_SETTINGS) {
          throw new IllegalArgumentException("settings are doubled, or more than " + MOST_SETTINGS);
        }
      }
    }

    public Engine(String name, String version, String tool, String toolVersion) {
      this(name, version, tool, toolVersion, null);
    }
  }

  /** One setting of an engine, in the engine's own words. */
  public record Setting(String name, String value) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    public Setting {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not the name of a setting: " + name);
      }
      Text.requireSetting(name, value);
    }
  }

  /**
   * Where in the engine's history the backup ends, in the engine's own notation.
   *
   * @param gtid the last global transaction ids, where the engine has them
   */
  public record Position(
      @Nullable String lsn,
      @Nullable String binlogFile,
      @Nullable Long binlogPosition,
      @Nullable String gtid) {
    public Position {
      if (gtid != null) {
        Text.require("gtid", gtid);
      }
      if ((binlogFile == null) != (binlogPosition == null)) {
        throw new IllegalArgumentException(
            "a binlog position is file and offset, not " + binlogFile + " and " + binlogPosition);
      }
      if (binlogPosition != null && binlogPosition < 0) {
        throw new IllegalArgumentException("a binlog offset cannot be " + binlogPosition);
      }
    }

    public Position(
        @Nullable String lsn, @Nullable String binlogFile, @Nullable Long binlogPosition) {
      this(lsn, binlogFile, binlogPosition, null);
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
