package dev.coffer.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "for-the-key-store".toCharArray();

  @TempDir Path directory;
  private Path certificate;
  private Path key;
  private final AtomicReference<RawRequest> seen = new AtomicReference<>();

  @BeforeEach
  void name() {
    certificate = directory.resolve("server.crt");
    key = directory.resolve("server.key");
  }

  private HttpServer start() {
    Operation<Operation.Nothing> who =
        new Operation<>(
            Service.IAM,
            "Who",
            Operation.Method.GET,
            PathTemplate.of("/who"),
            Operation.Admission.CALLER,
            Optional.empty(),
            Operation.Body.none(),
            200,
            _ -> Reply.of(Map.of("you", "are known")));
    return HttpServer.start(
        new HttpServer.Address("127.0.0.1", 0, Optional.of(new TlsFiles(certificate, key))),
        new HttpServer.Parts(
            List.of(who), new OpenDoor(seen::set), _ -> {}, () -> "0".repeat(32), Instant::now, 0));
  }

  /** A key pair and its certificate, as a certificate authority hands them out. */
  private record Pair(Certificate certificate, PrivateKey key) {
    private static Pair make(Path directory, String name, String algorithm) throws Exception {
      Path store = directory.resolve(name + ".p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  name,
                  "-keyalg",
                  algorithm,
                  "-dname",
                  "CN=" + name,
                  "-ext",
                  "san=ip:127.0.0.1",
                  "-validity",
                  "2",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  new String(PASSWORD))
              .inheritIO()
              .start();
      assertThat(keytool.waitFor()).isZero();
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      return new Pair(keys.getCertificate(name), (PrivateKey) keys.getKey(name, PASSWORD));
    }

    private String pem(String type, byte[] bytes) {
      String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
      return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }

    private String certificatePem() throws Exception {
      return pem("CERTIFICATE", certificate.getEncoded());
    }

    private String keyPem() {
      return pem("PRIVATE KEY", key.getEncoded());
    }

    private HttpClient trusting() throws Exception {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", certificate);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder().sslContext(context).build();
    }
  }

  private void install(Pair pair) throws Exception {
    Files.writeString(certificate, pair.certificatePem());
    Files.writeString(key, pair.keyPem());
  }

  private static HttpResponse<String> get(
      HttpClient client, HttpServer server, HttpClient.Version version) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/who")).version(version).build(),
        BodyHandlers.ofString());
  }

  @Nested
  class WithACertificate {
    private Pair pair;
    private HttpServer server;

    @BeforeEach
    void open() throws Exception {
      pair = Pair.make(directory, "first", "EC");
      install(pair);
      server = start();
    }

    @AfterEach
    void close() {
      server.close();
    }

    @Test
    void answersOverBothVersionsOfHttpAndAsksForNothingElseFromNowOn() throws Exception {
      try (HttpClient client = pair.trusting()) {
        for (HttpClient.Version version : HttpClient.Version.values()) {
          HttpResponse<String> answer = get(client, server, version);
          assertThat(answer.version()).isEqualTo(version);
          assertThat(answer.body()).isEqualTo("{\"you\":\"are known\"}");
          assertThat(answer.headers().firstValue("Strict-Transport-Security"))
              .hasValue("max-age=31536000");
          assertThat(seen.get().header("host"))
              .hasValue(server.url().substring("https://".length()));
        }
      }
    }

    @Test
    void doesNotSpeakPlainly() {
      var plain = URI.create(server.url().replace("https", "http") + "/who");
      try (HttpClient client = HttpClient.newHttpClient()) {
        assertThatThrownBy(
                () -> client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()))
            .isInstanceOf(IOException.class);
      }
    }

    @Test
    void showsARenewedCertificateToTheNextConnection() throws Exception {
      Pair renewed = Pair.make(directory, "renewed", "RSA");
      try (HttpClient before = pair.trusting();
          HttpClient after = renewed.trusting()) {
        assertThat(get(before, server, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> get(after, server, HttpClient.Version.HTTP_1_1))
            .isInstanceOf(SSLException.class);
        install(renewed);
        assertThat(get(after, server, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
      }
    }

    @Test
    void keepsTheOneBeforeWhileOnlyHalfIsReplacedOrNothingIsThere() throws Exception {
      Pair renewed = Pair.make(directory, "renewed", "EC");
      Files.writeString(certificate, renewed.certificatePem());
      try (HttpClient first = pair.trusting();
          HttpClient second = renewed.trusting()) {
        assertThat(get(first, server, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
        Files.writeString(key, renewed.keyPem());
        assertThat(get(second, server, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
      }
      Files.delete(key);
      try (HttpClient third = renewed.trusting()) {
        assertThat(get(third, server, HttpClient.Version.HTTP_1_1).statusCode()).isEqualTo(200);
      }
    }
  }

  @Nested
  class WithoutOne {
    @Test
    void aServerDoesNotStart() throws Exception {
      assertThatThrownBy(TlsTest.this::start)
          .isInstanceOf(UnusableCertificate.class)
          .hasMessageContaining("server.crt");
      Pair pair = Pair.make(directory, "pair", "EC");
      Files.writeString(certificate, pair.certificatePem());
      Files.writeString(key, "no key at all");
      assertThatThrownBy(TlsTest.this::start)
          .isInstanceOf(UnusableCertificate.class)
          .hasMessageContaining("no private key in");
    }

    @Test
    void orWithTheKeyOfAnother() throws Exception {
      install(Pair.make(directory, "one", "EC"));
      Files.writeString(key, Pair.make(directory, "other", "EC").keyPem());
      assertThatThrownBy(TlsTest.this::start)
          .isInstanceOf(UnusableCertificate.class)
          .hasMessageContaining("is not the key of the certificate");
    }
  }
}
