package dev.coffer.cli.client;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a server's API; an answer that refuses is a failure. */
public final class Api {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PROJECT = "{project}";

  private final String endpoint;
  private final Optional<Credential> credential;
  private final Optional<String> project;
  private final Exchange exchange;

  private Api(
      String endpoint,
      Optional<Credential> credential,
      Optional<String> project,
      Optional<String> caFile) {
    this.endpoint = endpoint.replaceFirst("/+$", "");
    this.credential = credential;
    this.project = project;
    this.exchange = new Exchange(caFile.map(TrustedCertificates::context).orElse(null));
  }

  /** The server that the settings name, called with the credential they hold. */
  public static Api of(Settings settings) {
    String endpoint = settings.requireEndpoint().value();
    Optional<Credential> credential = settings.credential();
    if (credential.isEmpty()) {
      throw new Failed(
          ExitCode.NOT_SIGNED_IN, "not signed in to " + endpoint, "coffer login " + endpoint);
    }
    return new Api(endpoint, credential, value(settings.project()), value(settings.caFile()));
  }

  /** A server that is to be signed in to. */
  public static Api unauthenticated(String endpoint, Optional<String> caFile) {
    return new Api(endpoint, Optional.empty(), Optional.empty(), caFile);
  }

  /** A server, as the owner of a token that it gave just now. */
  public static Api byToken(String endpoint, Optional<String> caFile, String token) {
    return new Api(
        endpoint, Optional.of(new Credential.Token(token, "sign-in")), Optional.empty(), caFile);
  }

  private static Optional<String> value(Optional<Settings.Setting> setting) {
    return setting.map(Settings.Setting::value);
  }

  public JsonNode get(String path) {
    return send("GET", path, null).body();
  }

  public JsonNode post(String path, @Nullable Object body) {
    return send("POST", path, body).body();
  }

  public JsonNode delete(String path, @Nullable Object body) {
    return send("DELETE", path, body).body();
  }

  public JsonNode put(String path) {
    return send("PUT", path, null).body();
  }

  public JsonNode put(String path, Object body) {
    return send("PUT", path, body).body();
  }

  public JsonNode patch(String path, Object body) {
    return send("PATCH", path, body).body();
  }

  /** The project that calls are made in. */
  public String project() {
    return project.orElseThrow(
        () -> new Failed(ExitCode.USAGE, "no project is chosen", "--project ID, or sign in again"));
  }

  /**
   * Sends a call.
   *
   * @param path the path, in which {@code {project}} stands for the project's id
   */
  public Answer send(String method, String path, @Nullable Object body) {
    String full = path.contains(PROJECT) ? path.replace(PROJECT, project()) : path;
    URI address = address(full);
    byte[] bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
    try {
      Exchange.Raw raw = exchange.send(method, address, headers(method, address, bytes), bytes);
      return answer(raw);
    } catch (SSLException e) {
      throw new Failed(
          ExitCode.NO_CONNECTION,
          endpoint + " cannot be trusted: " + e.getMessage(),
          "--ca-file FILE with the certificate of its authority");
    } catch (IOException e) {
      throw new Failed(
          ExitCode.NO_CONNECTION,
          endpoint + " does not answer: " + e.getMessage(),
          "check the address and that the server runs");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private URI address(String path) {
    try {
      URI address = URI.create(endpoint + path);
      if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
          && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new Failed(ExitCode.USAGE, endpoint + " is no address", "https://HOST:PORT");
    }
    throw new Failed(ExitCode.USAGE, endpoint + " is no address", "https://HOST:PORT");
  }

  private Map<String, String> headers(String method, URI address, byte[] body) {
    var headers = new HashMap<String, String>();
    headers.put("Content-Type", "application/json");
    headers.put("X-Language", "en-us");
    credential.ifPresent(
        held -> {
          switch (held) {
            case Credential.Token token -> headers.put("X-Auth-Token", token.value());
            case Credential.Key key -> {
              String date = Signature.date(Instant.now());
              headers.put("X-Sdk-Date", date);
              headers.put("Authorization", Signature.of(key, method, address, body, date));
            }
          }
        });
    return headers;
  }

  private Answer answer(Exchange.Raw raw) {
    JsonNode body;
    try {
      body = raw.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(raw.body());
    } catch (JacksonException e) {
      throw new Failed(
          ExitCode.FAILED,
          endpoint + " answered " + raw.status() + " with something that is not JSON",
          "check that it is a Coffer server",
          raw.requestId());
    }
    if (raw.status() >= 300) {
      throw Refusals.failure(
          raw.status(), body, raw.requestId(), credential.map(Credential::source));
    }
    return new Answer(raw.status(), body, raw.requestId(), raw.token());
  }
}
