package dev.coffer.agent.postgresql.server;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the driver on which a server's {@link Answers} are bounded. Their read timeout
 * counts for a whole answer, so that a server which sends a byte now and then runs out of it too.
 */
public final class GuardedSockets extends SocketFactory {
  @Override
  public Socket createSocket() {
    return new GuardedSocket();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  private static final class GuardedSocket extends Socket {
    private int limit;
    private @Nullable Answers answers;

    @Override
    public void setSoTimeout(int milliseconds) {
      limit = milliseconds;
    }

    @Override
    public int getSoTimeout() {
      return limit;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return answers();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      var guard = answers();
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          guard.expectAnother();
          out.write(bytes, offset, length);
        }
      };
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (answers != null) {
        answers.close();
      }
    }

    private Answers answers() throws IOException {
      if (answers == null) {
        answers = new Answers(super.getInputStream(), this::waitAtMost, this::getSoTimeout);
      }
      return answers;
    }

    private void waitAtMost(int milliseconds) throws SocketException {
      super.setSoTimeout(milliseconds);
    }
  }
}
