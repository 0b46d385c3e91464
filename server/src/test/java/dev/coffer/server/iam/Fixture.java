package dev.coffer.server.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.account.FirstAccount;
import dev.coffer.server.iam.credential.Token;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.TestDatabase;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.RawRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Identity and access over a control database of its own, with a clock that tests move. */
public final class Fixture implements AutoCloseable {
  public static final String REGION = "local-1";

  public final ControlDatabase database;
  public final Iam iam;
  public final FirstAccount first;
  private Instant now = Instant.parse("2026-11-21T16:00:01.5Z");

  private Fixture(Path directory) {
    database = TestDatabase.in(directory);
    iam = open(this::now);
    first = iam.bootstrap(REGION, _ -> {}).orElseThrow();
  }

  public static Fixture in(Path directory) {
    return new Fixture(directory);
  }

  /** Another server over the same database, with the same sealing key. */
  public Iam open(InstantSource clock) {
    return open(clock, false);
  }

  public Iam open(InstantSource clock, boolean separateDuties) {
    var random = new SecureRandom();
    var seal = new SecretSeal(SecretBytes.copyOf(new byte[32]), random);
    return Iam.open(database.jdbi(), seal, random, clock, separateDuties);
  }

  public Instant now() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  public Token.Issued token(Scope scope) {
    return iam.tokens()
        .issue(first.domain().name(), first.user().name(), secret(first.password()), scope);
  }

  public Token.Issued projectToken() {
    return token(new Scope.ProjectById(first.project().id()));
  }

  /** Who the gate takes the bearer of the token for. */
  public Caller bearer(String token) {
    return iam.gatekeeper().authenticate(bearing(token));
  }

  static RawRequest bearing(String token) {
    return Wire.of("GET", "/v3/projects", "", Map.of("x-auth-token", List.of(token)), "");
  }

  public static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    iam.close();
    database.close();
  }
}
