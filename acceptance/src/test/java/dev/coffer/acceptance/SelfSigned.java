package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate of nobody's but its own for 127.0.0.1, and its key, as PEM files. */
record SelfSigned(Path certificate, Path key) {
  private static final String PASSWORD = "for-the-key-store";

  static SelfSigned in(Path directory) throws IOException, GeneralSecurityException {
    Path store = directory.resolve("server.p12");
    makePair(store);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Path certificate = directory.resolve("server.crt");
    Path key = directory.resolve("server.key");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
    return new SelfSigned(certificate, key);
  }

  String[] options() {
    return new String[] {"--tls-certificate", certificate.toString(), "--tls-key", key.toString()};
  }

  private static void makePair(Path store) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.onExit().join().exitValue()).isZero();
  }

  private static String pem(String type, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }
}
