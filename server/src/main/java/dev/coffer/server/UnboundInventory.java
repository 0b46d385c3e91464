package dev.coffer.server;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.warehouse.SnapshotParts;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import dev.coffer.crypto.envelope.v1.Protection;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.server.kms.datakey.UnboundKeys;
import dev.coffer.server.kms.ring.KeyContext;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the wrapped keys of what was made before keys had a purpose, so that no public call opens
 * them from now on. What cannot be read is told in the log and looked for again at the next start.
 */
final class UnboundInventory {
  private static final Logger LOG = LoggerFactory.getLogger(UnboundInventory.class);

  private final UnboundKeys unbound;
  private final Jdbi jdbi;
  private final Agent agent;

  UnboundInventory(UnboundKeys unbound, Jdbi jdbi, Agent agent) {
    this.unbound = unbound;
    this.jdbi = jdbi;
    this.agent = agent;
  }

  void complete() {
    for (KeyContext context : unbound.unseen()) {
      List<byte[]> wrapped = wrapped(context);
      if (wrapped.isEmpty()) {
        LOG.warn(
            "the wrapped key of {} {} cannot be read: until it can, a caller who has it and"
                + " kms:dek:decrypt for its master key can open it",
            context.purpose(),
            context.resource());
      } else {
        unbound.saw(context, wrapped);
      }
    }
  }

  private List<byte[]> wrapped(KeyContext context) {
    String id = context.resource();
    return switch (context.purpose()) {
      case BACKUP -> inEnvelope(id);
      case SNAPSHOT -> inEnvelope(new SnapshotParts(id, 1).base(0));
      case INSTANCE ->
          inTable("SELECT wrapped_key FROM instance_volume WHERE instance_id = :id", id);
      case CLUSTER ->
          inTable("SELECT wrapped_cluster_key FROM cluster_encryption WHERE cluster_id = :id", id);
    };
  }

  private List<byte[]> inEnvelope(String backupId) {
    Optional<EnvelopeFile> file;
    try {
      file = agent.envelope(backupId);
    } catch (AgentFailure unreadable) {
      LOG.warn("the envelope of {} cannot be read", backupId, unreadable);
      return List.of();
    }
    return file.map(UnboundInventory::wrappings).orElse(List.of()).stream()
        .map(Wrapping::wrappedBytes)
        .toList();
  }

  private static List<Wrapping> wrappings(EnvelopeFile file) {
    return switch (file.claimed().protection()) {
      case Protection.Sealed sealed -> sealed.wrappings();
      case Protection.None() -> List.of();
    };
  }

  private List<byte[]> inTable(String query, String id) {
    return jdbi.withHandle(
        handle ->
            handle.createQuery(query).bind("id", id).mapTo(String.class).stream()
                .map(Base64.getDecoder()::decode)
                .toList());
  }
}
