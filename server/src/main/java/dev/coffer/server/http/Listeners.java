package dev.coffer.server.http;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** What a server listens with: TLS 1.2 and 1.3, HTTP/2 where a client asks for it. */
final class Listeners {
  private static final Duration STRICT = Duration.ofDays(365);

  private Listeners() {}

  static ServerConnector secure(Server server, HttpConfiguration plain, TlsFiles files) {
    var http = new HttpConfiguration(plain);
    // A client says which host it means; which names the certificate has is for it to check.
    http.addCustomizer(new SecureRequestCustomizer(false, false, STRICT.toSeconds(), false));
    var http1 = new HttpConnectionFactory(http);
    var http2 = new HTTP2ServerConnectionFactory(http);
    var negotiation = new ALPNServerConnectionFactory();
    negotiation.setDefaultProtocol(http1.getProtocol());
    var tls = new SslConnectionFactory(context(files), negotiation.getProtocol());
    return new ServerConnector(server, tls, negotiation, http2, http1);
  }

  private static SslContextFactory.Server context(TlsFiles files) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new CertificateWatch(files)}, null, new SecureRandom());
      var factory = new SslContextFactory.Server();
      factory.setSslContext(context);
      factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      // Without tickets each connection is a handshake, and sees the certificate of now.
      factory.setSessionCachingEnabled(false);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has TLS", e);
    }
  }
}
