package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Does once what remote commands do, against canned answers on the loopback interface, so that the
 * JVM can write what it loaded into a start-up cache. No command of the product.
 */
final class Training {
  private static final String ANSWER =
      """
      {"key_details":[{"key_id":"0a78a259-bf6a-49e8-af3c-a63f81aba5bc","key_alias":"a",\
      "key_state":"2","key_spec":"SM4","creation_date":"1700000000000"}],"truncated":"false",\
      "instances":[{"id":"7209fb728e2fd5279cd1d6b999039405in07","name":"shop","status":"normal",\
      "port":"3306","created":"2026-01-01T00:00:00+0000","datastore":{}}],"backups":[],\
      "error_code":"DBS.200001","error_msg":"training"}""";

  private Training() {}

  public static void main(String[] arguments) throws IOException {
    try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answer(socket));
      String server = "http://127.0.0.1:" + socket.getLocalPort();
      Coffer.run("--help");
      for (String format : new String[] {"table", "json", "csv"}) {
        for (String noun : new String[] {"instance", "key", "backup"}) {
          Coffer.run(noun, "list", "-o", format, "--endpoint", server, "--project", "p");
        }
      }
      Coffer.run("instance", "show", "shop", "--endpoint", server, "--project", "p");
      Coffer.run("instance", "--help");
      Coffer.run("config", "show");
    }
  }

  private static void answer(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          if (line.startsWith("Content-Length: ")) {
            length = Integer.parseInt(line.substring("Content-Length: ".length()));
          }
        }
        while (length > 0 && in.read() >= 0) {
          length--;
        }
        String head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                + ANSWER.length()
                + "\r\n\r\n";
        connection.getOutputStream().write((head + ANSWER).getBytes(US_ASCII));
      } catch (IOException closed) {
        return;
      }
    }
  }
}
