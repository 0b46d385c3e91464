package dev.coffer.server.wire;

import dev.coffer.server.id.ProjectId;
import java.util.Optional;

/** Says who calls and what they may do. Every answer holds for the moment it is given. */
public interface Gatekeeper {
  /** The caller that the token or the signature proves; refuses with 401 otherwise. */
  Caller authenticate(RawRequest request);

  /**
   * The caller, before the body of a request is read, as far as its headers prove one; empty where
   * they may be right and that takes the body. Refuses with 401 what no body could make right.
   *
   * @param head the request, its body left out
   */
  Optional<Caller> beforeBody(RawRequest head);

  /** Tells that a request was carried out that changed something: it is not to be done again. */
  void performed(RawRequest request);

  /** Whether the caller may act in the project at all. */
  boolean admits(Caller caller, ProjectId projectId);

  /** Whether the caller's permissions, or leave given by others, allow what it asks for. */
  boolean allows(Caller caller, Access access);

  /** Whether the caller's domain has an enterprise project that takes new resources. */
  boolean hasEnterpriseProject(Caller caller, String enterpriseProjectId);
}
