package dev.coffer.agent.link;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link over a Unix socket. Each end has the kernel say who the other is: the agent takes one
 * user alone, and the caller takes the agent's.
 */
public final class UnixLink implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(UnixLink.class);

  private final ServerSocketChannel channel;
  private final LinkServer server;
  private final int user;

  private UnixLink(ServerSocketChannel channel, LinkServer server, int user) {
    this.channel = channel;
    this.server = server;
    this.user = user;
  }

  /**
   * Listens at a path of a directory that only we write.
   *
   * @param user the one who may ask, and whose group may reach the socket
   */
  public static UnixLink listen(Path path, LinkServer server, int user, int group)
      throws IOException {
    Files.deleteIfExists(path);
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(path));
    Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    var link = new UnixLink(channel, server, user);
    Thread.ofPlatform().daemon().name("link").start(new AcceptLoop(channel::accept, link::serve));
    return link;
  }

  /** Connects to the agent at a path, as long as root is there. */
  public static Carrier to(Path path) {
    return to(path, 0);
  }

  /** Connects to a path, as long as the user is there. */
  public static Carrier to(Path path, int user) {
    return () -> {
      var connection = SocketChannel.open(UnixDomainSocketAddress.of(path));
      boolean known = false;
      try {
        requirePeer(connection, user);
        known = true;
        return wire(connection);
      } finally {
        if (!known) {
          connection.close();
        }
      }
    };
  }

  private static Wire wire(SocketChannel connection) {
    return new Wire(
        Channels.newInputStream(connection), Channels.newOutputStream(connection), connection);
  }

  private static void requirePeer(SocketChannel connection, int user) throws IOException {
    var peer = connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    var expected =
        Path.of("/")
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(Integer.toString(user));
    if (!peer.equals(expected)) {
      throw new IOException("the other end is " + peer.getName() + " and not user " + user);
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      requirePeer(connection, user);
      server.serve(wire(connection));
    } catch (IOException failed) {
      LOG.warn("a request ended: {}", failed.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
