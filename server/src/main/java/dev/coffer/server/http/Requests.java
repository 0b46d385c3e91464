package dev.coffer.server.http;

import dev.coffer.server.wire.RawRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads a servlet request as it stood on the wire. */
final class Requests {
  private static final byte[] NO_BODY = {};

  private Requests() {}

  /** What stands before the body. */
  static RawRequest head(HttpServletRequest request) {
    return new RawRequest(
        request.getMethod(),
        request.getRequestURI(),
        Objects.requireNonNullElse(request.getQueryString(), ""),
        headers(request),
        NO_BODY,
        request.getRemoteAddr());
  }

  static RawRequest with(RawRequest head, byte[] body) {
    return new RawRequest(
        head.method(), head.path(), head.query(), head.headers(), body, head.source());
  }

  private static String authority(HttpServletRequest request) {
    String name = request.getServerName();
    int port = request.getServerPort();
    boolean usual = port == (request.isSecure() ? 443 : 80);
    return usual ? name : name + ":" + port;
  }

  private static Map<String, List<String>> headers(HttpServletRequest request) {
    var headers = new HashMap<String, List<String>>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name)));
    }
    // HTTP/2 has the host in its place in the request line, and signatures are over a header.
    headers.computeIfAbsent("host", _ -> List.of(authority(request)));
    return headers;
  }
}
