package dev.coffer.server.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.RawRequest;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The gatekeeper: a signed request is its access key's user, a request with a token its token's.
 * Where both are there the signature counts, as the vendor's clients sign whatever they send.
 * Nothing is remembered from one request to the next but what the directory holds, so a change of
 * user, key, token or policy counts for the next request.
 */
final class Gate implements Gatekeeper {
  private final Directory directory;
  private final Tokens tokens;
  private final InstantSource clock;

  Gate(Directory directory, Tokens tokens, InstantSource clock) {
    this.directory = directory;
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Caller authenticate(RawRequest request) {
    if (request.header("authorization").isPresent()) {
      return bySignature(RequestSignature.of(request));
    }
    String value =
        request
            .header("x-auth-token")
            .orElseThrow(() -> new Refusal(Failure.APIGW_0301, "X-Auth-Token", Reason.MISSING));
    Token token = tokens.validate(value);
    return caller(token.userId(), token.projectId());
  }

  @Override
  public boolean admits(Caller caller, String projectId) {
    Project project = directory.entries().projects().get(projectId);
    return project != null
        && project.domainId().equals(caller.domainId())
        && caller.projectId().map(projectId::equals).orElse(true);
  }

  @Override
  public boolean allows(Caller caller, Access access) {
    return directory
        .entries()
        .enabled(caller.userId())
        .map(account -> decide(account, access) instanceof Decision.Allowed)
        .orElse(false);
  }

  private Decision decide(Entries.Account account, Access access) {
    return Decision.on(
        account.policies(), directory.entries().question(account.user(), access, clock.instant()));
  }

  // An unknown or inactive access key is answered like a wrong signature.
  private Caller bySignature(RequestSignature signature) {
    Entries.AccessKey key = directory.entries().accessKeys().get(signature.accessKey());
    if (key == null || !key.known().active()) {
      throw RequestSignature.mismatch();
    }
    signature.verify(key.secret(), clock.instant());
    return caller(key.known().userId(), Optional.empty());
  }

  private Caller caller(String userId, Optional<String> projectId) {
    Entries entries = directory.entries();
    User user = entries.enabled(userId).orElseThrow(RequestSignature::mismatch).user();
    Domain domain = entries.domain(user.domainId());
    return new Caller(user.id(), user.name(), domain.id(), domain.name(), projectId);
  }
}
