package dev.coffer.server.iam.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a statement does with the actions it names. */
public enum Effect {
  @JsonProperty("Allow")
  ALLOW,
  @JsonProperty("Deny")
  DENY
}
