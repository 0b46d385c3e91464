package dev.coffer.agent.mariadb;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Whether a server answers, without an account: a MariaDB greets each connection with a packet of
 * protocol version 10.
 */
final class Greeting {
  private static final int HEADER_LENGTH = 4;
  private static final int PROTOCOL = 10;
  private static final int TIMEOUT = (int) Duration.ofSeconds(2).toMillis();

  private Greeting() {}

  static boolean from(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, TIMEOUT);
      socket.setSoTimeout(TIMEOUT);
      var in = new DataInputStream(socket.getInputStream());
      in.skipNBytes(HEADER_LENGTH);
      return in.readUnsignedByte() == PROTOCOL;
    } catch (IOException silent) {
      return false;
    }
  }
}
