package dev.coffer.server.backup;

import dev.coffer.server.instance.InstanceId;
import dev.coffer.crypto.cipher.Suite;

/**
 * Whether backups of an instance are encrypted from now on.
 *
 * @param suite fixed when encryption was first turned on
 */
public record EncryptionSetting(
    InstanceId instanceId, String projectId, boolean enabled, String keyId, Suite suite) {}
