package dev.coffer.agent;

import dev.coffer.crypto.envelope.v1.Envelope;
import java.time.Duration;

/** A backup that is committed: what its envelope says, and how long it took. */
public record BackupResult(Envelope envelope, Duration duration) {}
