package dev.coffer.server.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a server shows: each handshake looks whether the files have changed, so a
 * renewed one counts from the next connection on. A pair that cannot be used, or of which only half
 * has been replaced, is told in the log and leaves the one before in use.
 */
final class CertificateWatch extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

  private final TlsFiles files;

  // Written only while holding this. A handshake asks for chain and key one after the other, so the
  // generation before is kept for those that are under way.
  private volatile Generation current;
  private volatile Generation previous;
  private List<Object> seen;

  private record Generation(String alias, Certificate certificate) {}

  CertificateWatch(TlsFiles files) {
    this.files = files;
    this.seen = state();
    this.current = new Generation("1", Certificate.read(files));
    this.previous = current;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chosen(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chosen(keyType);
  }

  private @Nullable String chosen(String keyType) {
    refresh();
    Generation generation = current;
    String algorithm = generation.certificate().key().getAlgorithm();
    return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_")
        ? generation.alias()
        : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return generation(alias).certificate().array();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return generation(alias).certificate().key();
  }

  private Generation generation(String alias) {
    Generation latest = current;
    return latest.alias().equals(alias) ? latest : previous;
  }

  private synchronized void refresh() {
    List<Object> now = state();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      Certificate read = Certificate.read(files);
      previous = current;
      current = new Generation(String.valueOf(Long.parseLong(current.alias()) + 1), read);
      LOG.info("the certificate in {} is in use", files.certificate());
    } catch (UnusableCertificate unusable) {
      LOG.warn("{}; the certificate of before stays in use", unusable.getMessage());
    }
  }

  // What tells that a file was written or replaced.
  private List<Object> state() {
    try {
      return List.of(
          Files.getLastModifiedTime(files.certificate()),
          Files.size(files.certificate()),
          Files.getLastModifiedTime(files.key()),
          Files.size(files.key()));
    } catch (IOException _) {
      return List.of();
    }
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chosen(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
