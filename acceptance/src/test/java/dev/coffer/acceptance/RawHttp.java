package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request whose target goes out as it is written. */
final class RawHttp {
  private RawHttp() {}

  /** The whole answer, status line and headers included. */
  static String get(String endpoint, String target, Map<String, String> headers) {
    URI uri = URI.create(endpoint);
    var request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    request.append("Host: ").append(uri.getAuthority()).append("\r\nConnection: close\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
