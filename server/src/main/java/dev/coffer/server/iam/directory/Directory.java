package dev.coffer.server.iam.directory;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.UserId;
import dev.coffer.server.seal.SecretSeal;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Everything a request may ask about its caller, held in memory: domains, projects, users, access
 * keys and policies. Each change goes through here and is seen by the next look-up. The trap: that
 * holds for changes made by this process only.
 */
public final class Directory implements AutoCloseable {
  private final Jdbi jdbi;
  private final SecretSeal seal;

  // Read freely; written only while holding this, so that no entry read before a change is kept
  // after it.
  private volatile @Nullable Entries entries;

  public Directory(Jdbi jdbi, SecretSeal seal) {
    this.jdbi = jdbi;
    this.seal = seal;
  }

  public Entries entries() {
    Entries current = entries;
    return current == null ? load() : current;
  }

  /** The account of a user; refuses one that does not exist. */
  public Entries.Account account(UserId userId) {
    Entries.Account account = entries().accounts().get(userId);
    if (account == null) {
      throw new Refusal(Failure.IAM_0004, "user_id", Reason.ABSENT);
    }
    return account;
  }

  /** Runs the change in a transaction; once it is committed, nothing older is read. */
  public synchronized <T extends @Nullable Object> T change(Function<Handle, T> change) {
    T result = jdbi.inTransaction(change::apply);
    forget();
    return result;
  }

  private synchronized Entries load() {
    Entries current = entries;
    if (current == null) {
      current = jdbi.inTransaction(handle -> new Rows(handle, seal).entries());
      entries = current;
    }
    return current;
  }

  // The secrets of the entries forgotten are left to the collector: a request may still use them.
  private void forget() {
    entries = null;
  }

  @Override
  public synchronized void close() {
    Entries current = entries;
    if (current != null) {
      current.accessKeys().values().forEach(key -> key.secret().close());
    }
    forget();
    seal.close();
  }
}
