package dev.coffer.server.kms.datakey;

import static java.util.stream.Collectors.toCollection;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.server.kms.masterkey.KeyTables;
import dev.coffer.server.kms.ring.KeyContext;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The wrapped keys that services made before keys had a purpose: which resource each is of, and its
 * digest. Each opens for its own resource only, and by no public call. The list was closed when
 * this server was upgraded: a resource made since is not in it, so no wrapped key without a purpose
 * opens anything of it. A resource whose wrapped key could not be read yet takes the first one that
 * opens it.
 */
public final class UnboundKeys {
  /** In the place of the digest of a wrapped key that was not read yet. */
  private static final String UNSEEN = "";

  private final KeyTables tables;
  private final Set<String> digests;

  public UnboundKeys(KeyTables tables) {
    this.tables = tables;
    this.digests =
        tables.read(
            handle ->
                handle
                    .createQuery("SELECT digest FROM kms_unbound_key WHERE digest <> ''")
                    .mapTo(String.class)
                    .collect(toCollection(ConcurrentHashMap::newKeySet)));
  }

  /** Whether these bytes are the wrapped key of any resource in the list. */
  boolean has(byte[] wrapped) {
    return digests.contains(digest(wrapped));
  }

  /** Whether a resource may be opened with a wrapped key that is not bound to it. */
  public boolean admits(KeyContext context, byte[] wrapped) {
    List<String> known = tables.read(handle -> digests(handle, context));
    return known.contains(UNSEEN) || known.contains(digest(wrapped));
  }

  /** The resources whose wrapped keys were not read yet. */
  public List<KeyContext> unseen() {
    return tables.read(
        handle ->
            handle
                .createQuery(
                    "SELECT purpose, resource FROM kms_unbound_key WHERE digest = ''"
                        + " ORDER BY purpose, resource")
                .mapTo(KeyContext.class)
                .list());
  }

  /** Holds a resource to these wrapped keys from now on, if it was held to none before. */
  public void saw(KeyContext context, List<byte[]> wrapped) {
    List<String> seen = wrapped.stream().map(UnboundKeys::digest).distinct().toList();
    tables.run(
        handle -> {
          if (digests(handle, context).contains(UNSEEN)) {
            handle.execute(
                "DELETE FROM kms_unbound_key WHERE purpose = ? AND resource = ?",
                context.purpose(),
                context.resource());
            for (String digest : seen) {
              handle.execute(
                  "INSERT INTO kms_unbound_key (purpose, resource, digest) VALUES (?, ?, ?)",
                  context.purpose(),
                  context.resource(),
                  digest);
            }
            digests.addAll(seen);
          }
        });
  }

  private static List<String> digests(Handle handle, KeyContext context) {
    return handle
        .createQuery(
            "SELECT digest FROM kms_unbound_key WHERE purpose = :purpose AND resource = :resource")
        .bind("purpose", context.purpose())
        .bind("resource", context.resource())
        .mapTo(String.class)
        .list();
  }

  private static String digest(byte[] wrapped) {
    return HexFormat.of().formatHex(HashFunction.SHA_256.digest(wrapped));
  }
}
