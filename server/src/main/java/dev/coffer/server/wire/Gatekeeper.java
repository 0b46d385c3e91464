package dev.coffer.server.wire;

import org.jspecify.annotations.Nullable;

/** Says who calls and what they may do. Every answer holds for the moment it is given. */
public interface Gatekeeper {
  /** The caller that the token or the signature proves; refuses with 401 otherwise. */
  Caller authenticate(RawRequest request);

  /** Whether the caller may act in the project at all. */
  boolean admits(Caller caller, String projectId);

  /**
   * Whether the caller's permissions allow the action.
   *
   * @param projectId the project acted in; null for an operation of the whole domain
   */
  boolean allows(Caller caller, @Nullable String projectId, String action);
}
