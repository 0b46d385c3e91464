package dev.coffer.server.http;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reach;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets everybody in, for all they want, and shows each request to somebody. */
record OpenDoor(Consumer<RawRequest> seen) implements Gatekeeper {
  @Override
  public Caller authenticate(RawRequest request) {
    seen.accept(request);
    return new Caller(
        new UserId("id"), "user", new DomainId("d"), "domain", new Reach.Everything());
  }

  @Override
  public Optional<Caller> beforeBody(RawRequest head) {
    return Optional.empty();
  }

  @Override
  public void performed(RawRequest request) {}

  @Override
  public boolean admits(Caller caller, ProjectId projectId) {
    return true;
  }

  @Override
  public boolean hasEnterpriseProject(Caller caller, String enterpriseProjectId) {
    return true;
  }

  @Override
  public boolean allows(Caller caller, Access access) {
    return true;
  }
}
