package dev.coffer.cli.open;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.mariadb.DataDirectory;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.kms.enginekey.EngineKeys;
import dev.coffer.server.kms.ring.RingStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the keys of database files out of a key ring, as a server would by Vault's API, where there
 * is no server any more: on the loopback interface, to whoever shows the token, until it is closed.
 */
public final class RingVaults implements DataDirectory.Vaults, AutoCloseable {
  private static final Pattern MOUNT = Pattern.compile("/v1/sys/mounts/([0-9a-f]+)/tune");
  private static final Pattern KEY = Pattern.compile("/v1/([0-9a-f]+)/data/([0-9]{1,9})");
  private static final Pattern VERSION = Pattern.compile("version=([0-9]{1,9})");
  private static final int TOKEN_LENGTH = 32;

  private final EngineKeys keys;
  private final HttpServer http;
  private final SecretBytes token;

  private RingVaults(EngineKeys keys, HttpServer http, SecretBytes token) {
    this.keys = keys;
    this.http = http;
    this.token = token;
  }

  public static RingVaults start(RingStorage ring) throws IOException {
    var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var random = new byte[TOKEN_LENGTH];
    new SecureRandom().nextBytes(random);
    var token = SecretBytes.absorb(HexFormat.of().formatHex(random).getBytes(US_ASCII));
    var vaults = new RingVaults(new EngineKeys(ring), http, token);
    http.createContext("/", vaults::answer);
    http.start();
    return vaults;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** What has to be shown; it lives as long as this. */
  public SecretBytes token() {
    return token;
  }

  @Override
  public FileKeys.Vault at(String path) {
    String id = path.substring(path.lastIndexOf('/') + 1);
    if (keys.masterKey(id).isEmpty()) {
      throw new CommandFailed(
          "the engine encrypted its files under vault "
              + id
              + ", whose master key is not in the key ring");
    }
    SecretBytes copy = token.open(SecretAccess.revealingSecrets(), SecretBytes::copyOf);
    return new FileKeys.Vault(address().resolve(path), copy, Optional.empty());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<String> body = isEntitled(exchange) ? found(exchange) : Optional.empty();
      byte[] bytes = body.orElse("").getBytes(US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          body.isPresent() ? 200 : 404, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private boolean isEntitled(HttpExchange exchange) {
    String shown = exchange.getRequestHeaders().getFirst("X-Vault-Token");
    return token.matches((shown == null ? "" : shown).getBytes(US_ASCII));
  }

  private Optional<String> found(HttpExchange exchange) {
    URI asked = exchange.getRequestURI();
    Matcher mount = MOUNT.matcher(asked.getPath());
    if (mount.matches()) {
      return keys.masterKey(mount.group(1)).map(_ -> "{\"options\":{\"version\":\"2\"}}");
    }
    Matcher key = KEY.matcher(asked.getPath());
    if (!key.matches()) {
      return Optional.empty();
    }
    try {
      String vault = key.group(1);
      int number = Integer.parseInt(key.group(2));
      return keys.masterKey(vault)
          .map(master -> text(keys.key(master, vault, number, version(asked))));
    } catch (Refusal noSuchVersion) {
      return Optional.empty();
    }
  }

  private static OptionalInt version(URI asked) {
    Matcher version = VERSION.matcher(asked.getQuery() == null ? "" : asked.getQuery());
    return version.matches()
        ? OptionalInt.of(Integer.parseInt(version.group(1)))
        : OptionalInt.empty();
  }

  private static String text(EngineKeys.Key key) {
    try (key) {
      return "{\"data\":{\"data\":{\"data\":\"%s\"},\"metadata\":{\"version\":%d}}}"
          .formatted(
              key.bytes().open(SecretAccess.revealingSecrets(), HexFormat.of()::formatHex),
              key.version());
    }
  }

  @Override
  public void close() {
    http.stop(0);
    token.close();
  }
}
