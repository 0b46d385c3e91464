package dev.coffer.bench.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Locale;

/**
 * One connection that stays open. It knows just enough of HTTP to find an answer's end, so that it
 * takes next to nothing from the machine that it shares with the server.
 */
final class Connection implements AutoCloseable {
  private static final String SUCCESS = "HTTP/1.1 20";
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String END = "\r\n\r\n";

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final byte[] answer = new byte[64 * 1024];
  private int filled;

  Connection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    out = socket.getOutputStream();
    in = socket.getInputStream();
  }

  /** Sends a request and reads its whole answer, which has to be a success. */
  void exchange(byte[] request) throws IOException {
    out.write(request);
    filled = 0;
    int bodyStart = 0;
    while (bodyStart == 0) {
      fill();
      bodyStart = head().indexOf(END) + END.length();
      bodyStart = bodyStart < END.length() ? 0 : bodyStart;
    }
    int end = bodyStart + contentLength(head().substring(0, bodyStart));
    while (filled < end) {
      fill();
    }
  }

  private String head() {
    return new String(answer, 0, filled, ISO_8859_1);
  }

  private void fill() throws IOException {
    int count = in.read(answer, filled, answer.length - filled);
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    filled += count;
  }

  private static int contentLength(String head) throws IOException {
    int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
    if (!head.startsWith(SUCCESS) || at < 0) {
      throw new IOException("not the answer expected: " + head);
    }
    int start = at + LENGTH.length();
    return Integer.parseInt(head.substring(start, head.indexOf('\r', start)).strip());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
