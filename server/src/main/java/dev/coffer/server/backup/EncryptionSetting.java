package dev.coffer.server.backup;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;

/**
 * Whether backups of an instance are encrypted from now on.
 *
 * @param suite fixed when encryption was first turned on
 */
public record EncryptionSetting(
    InstanceId instanceId, ProjectId projectId, boolean enabled, KeyId keyId, Suite suite) {}
