package dev.coffer.server.audit;

import dev.coffer.server.id.KeyId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Notes uses of keys: in the event of the request they serve, or in one of their own. */
public final class KeyUses {
  private final AuditTrail trail;
  private final InstantSource clock;

  public KeyUses(AuditTrail trail, InstantSource clock) {
    this.trail = trail;
    this.clock = clock;
  }

  public void used(KeyId keyId, int version) {
    var use = new Event.KeyUse(keyId, version);
    if (Trace.isFollowing()) {
      Trace.note(use);
      return;
    }
    trail.append(
        new Event(
            clock.instant(),
            "",
            "KeyUse",
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            List.of(use)));
  }
}
