package dev.coffer.agent.postgresql.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server whether it takes clients, as pg_isready does: it is told who would come and what
 * for, and no secret.
 */
final class Probe {
  private static final int LIMIT = 2000;
  private static final int VERSION_3 = 3 << 16;
  private static final int LONGEST = 8192;
  private static final byte[] WHO =
      ("user\0" + Account.SUPERUSER + "\0database\0" + Session.FIRST_DATABASE + "\0\0")
          .getBytes(StandardCharsets.US_ASCII);

  /** SQLSTATE cannot_connect_now, behind the letter that says what field it is. */
  private static final String STARTING = "C57P03\0";

  private Probe() {}

  static boolean answers(Session.Address address) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), LIMIT);
      socket.setSoTimeout(LIMIT);
      var out = new DataOutputStream(socket.getOutputStream());
      out.write(startup());
      return isWelcome(new DataInputStream(socket.getInputStream()));
    } catch (IOException silent) {
      return false;
    }
  }

  private static byte[] startup() throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(2 * Integer.BYTES + WHO.length);
    out.writeInt(VERSION_3);
    out.write(WHO);
    return bytes.toByteArray();
  }

  /** Whatever else it refuses, it would take others. */
  private static boolean isWelcome(DataInputStream in) throws IOException {
    return switch (in.readUnsignedByte()) {
      case 'R' -> true;
      case 'E' -> !error(in).contains(STARTING);
      default -> false;
    };
  }

  private static String error(DataInputStream in) throws IOException {
    int length = Math.clamp(in.readInt() - Integer.BYTES, 0, LONGEST);
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }
}
