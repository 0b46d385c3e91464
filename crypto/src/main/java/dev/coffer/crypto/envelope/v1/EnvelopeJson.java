package dev.coffer.crypto.envelope.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Envelope.Engine;
import dev.coffer.crypto.envelope.v1.Envelope.Position;
import dev.coffer.crypto.envelope.v1.Envelope.Sizes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import dev.coffer.crypto.stream.v1.StreamId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Line 1 field by field, in the order in which it is written. */
record EnvelopeJson(
    @JsonProperty(required = true) int formatVersion,
    @JsonProperty(required = true) String backupId,
    @JsonProperty(required = true) String objectName,
    @JsonProperty(required = true) Compression compression,
    @JsonProperty(required = true) String suite,
    @Nullable String streamId,
    @Nullable Integer frameSize,
    @Nullable List<Wrapping> wrappedKeys,
    @JsonProperty(required = true) Sizes sizes,
    @JsonProperty(required = true) Digest digest,
    @JsonProperty(required = true) Engine engine,
    @JsonProperty(required = true) Position position,
    @Nullable String parent,
    @JsonProperty(required = true) String instanceId,
    @JsonProperty(required = true) Instant createdAt) {
  static final int VERSION = 1;

  private static final String NO_SUITE = "none";

  static EnvelopeJson of(Envelope envelope) {
    return switch (envelope.protection()) {
      case Protection.None() -> of(envelope, NO_SUITE, null, null, null);
      case Protection.Sealed(StreamHeader header, List<Wrapping> wrappings) ->
          of(envelope, header.suite().wireName(), header.id().hex(), header.frameSize(), wrappings);
    };
  }

  private static EnvelopeJson of(
      Envelope envelope,
      String suite,
      @Nullable String streamId,
      @Nullable Integer frameSize,
      @Nullable List<Wrapping> wrappedKeys) {
    return new EnvelopeJson(
        VERSION,
        envelope.backupId(),
        envelope.objectName(),
        envelope.compression(),
        suite,
        streamId,
        frameSize,
        wrappedKeys,
        envelope.sizes(),
        envelope.digest(),
        envelope.engine(),
        envelope.position(),
        envelope.parent(),
        envelope.instanceId(),
        envelope.createdAt());
  }

  /** Fails with {@link IllegalArgumentException} where fields contradict each other. */
  Envelope toEnvelope() {
    return new Envelope(
        backupId,
        objectName,
        compression,
        protection(),
        sizes,
        digest,
        engine,
        position,
        parent,
        instanceId,
        createdAt);
  }

  private Protection protection() {
    if (suite.equals(NO_SUITE)) {
      if (streamId != null || frameSize != null || wrappedKeys != null) {
        throw new IllegalArgumentException("suite none has no stream and no wrapped keys");
      }
      return new Protection.None();
    }
    if (streamId == null || frameSize == null || wrappedKeys == null) {
      throw new IllegalArgumentException("suite " + suite + " needs a stream and wrapped keys");
    }
    Suite known =
        Suite.ofWireName(suite)
            .orElseThrow(() -> new IllegalArgumentException("unknown suite: " + suite));
    return new Protection.Sealed(
        new StreamHeader(known, frameSize, new StreamId(streamId)), wrappedKeys);
  }
}
