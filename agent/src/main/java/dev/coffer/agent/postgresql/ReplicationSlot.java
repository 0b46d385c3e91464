package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** What keeps a node's log until the standby on its volume has it. */
public final class ReplicationSlot {
  public static final String NAME = "coffer_conversion";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private ReplicationSlot() {}

  /** A reader that still uses it is cut off. */
  public static void drop(Session session) throws IOException {
    session.list(
        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '%s'"
            .formatted(NAME));
    Await.until(LIMIT, () -> !isActive(session));
    session.ask(
        """
        SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots
        WHERE slot_name = '%s'
        """
            .formatted(NAME));
  }

  private static boolean isActive(Session session) {
    return !session
        .list(
            "SELECT 1 FROM pg_replication_slots WHERE slot_name = '%s' AND active".formatted(NAME))
        .isEmpty();
  }

  /** By how many bytes the standby is behind; empty while it does not stream. */
  public static OptionalLong lag(Session session) {
    long bytes =
        Long.parseLong(
            session.ask(
                """
                SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn)), -1)
                FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid
                WHERE s.slot_name = '%s' AND r.state = 'streaming' AND r.replay_lsn IS NOT NULL
                """
                    .formatted(NAME)));
    return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }
}
