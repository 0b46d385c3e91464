package dev.coffer.agent.pipeline;

import dev.coffer.crypto.envelope.v1.Digest;

/** Length and digest of an engine's stream, before compression or after decompression. */
public record Summary(long length, Digest digest) {}
