package dev.coffer.server.http;

import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.RawRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads a servlet request as it stood on the wire. */
final class Requests {
  private Requests() {}

  /** Reads headers and body; refuses a body over the operation's limit without reading on. */
  static RawRequest read(HttpServletRequest request, Operation<?> operation) throws IOException {
    int limit = operation.body().limit();
    byte[] body = request.getInputStream().readNBytes(limit + 1);
    if (body.length > limit) {
      throw new Refusal(operation.service().tooLarge());
    }
    return new RawRequest(
        request.getMethod(),
        request.getRequestURI(),
        Objects.requireNonNullElse(request.getQueryString(), ""),
        headers(request),
        body,
        request.getRemoteAddr());
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
