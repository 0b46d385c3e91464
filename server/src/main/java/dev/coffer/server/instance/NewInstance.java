package dev.coffer.server.instance;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.ProjectId;
import org.jdbi.v3.core.Handle;

/**
 * An instance that a caller asks for.
 *
 * @param files how its files are protected
 * @param more what another feature writes down of it
 */
public record NewInstance(
    ProjectId projectId,
    String name,
    SecretBytes password,
    InstanceDetails details,
    FileProtection files,
    More more) {

  /** Writes down what the caller asks for beside the instance, in the transaction that makes it. */
  @FunctionalInterface
  public interface More {
    void write(Handle handle, DatabaseInstance instance);
  }
}
