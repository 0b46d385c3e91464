package dev.coffer.server.warehouse;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeyContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/** Remembers what it wrapped instead of wrapping it. */
final class KeysInMemory implements BackupKeys {
  private final Map<String, byte[]> wrapped = new HashMap<>();
  Standing standing = Standing.USABLE_AES_256;

  @Override
  public Standing standing(ProjectId projectId, KeyId keyId) {
    return standing;
  }

  @Override
  public String name(ProjectId projectId, KeyId keyId) {
    return "name of " + keyId;
  }

  @Override
  public DataKey newDataKey(ProjectId projectId, KeyId keyId, KeyContext context, int length) {
    byte[] key = new byte[length];
    new SecureRandom().nextBytes(key);
    String name = context.text() + keyId + wrapped.size();
    wrapped.put(name, key);
    return new DataKey(SecretBytes.copyOf(key), name.getBytes(StandardCharsets.UTF_8), "1");
  }

  @Override
  public SecretBytes unwrap(ProjectId projectId, KeyId keyId, KeyContext context, byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    byte[] key = text.startsWith(context.text()) ? wrapped.get(text) : null;
    if (key == null) {
      throw new IllegalStateException("was never wrapped for this");
    }
    return SecretBytes.copyOf(key);
  }
}
