package dev.coffer.agent;

import dev.coffer.crypto.envelope.v1.Envelope;
import java.time.Duration;
import java.time.Instant;

/** A backup of which every byte was read and found to be what was written. */
public record CheckResult(Envelope envelope, Instant at, Duration duration) {}
