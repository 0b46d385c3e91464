package dev.coffer.crypto.envelope.v1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What was done to the engine's stream before it was sealed or stored. */
public enum Compression {
  @JsonProperty("none")
  NONE,
  @JsonProperty("zstd")
  ZSTD
}
