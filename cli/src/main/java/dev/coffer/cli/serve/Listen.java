package dev.coffer.cli.serve;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address to listen on: {@code HOST:PORT}, an IPv6 host in brackets. */
record Listen(String host, int port) {

  static final class Converter implements ITypeConverter<Listen> {
    @Override
    public Listen convert(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 1) {
        throw new TypeConversionException("'" + text + "' is not HOST:PORT");
      }
      String host = text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return new Listen(host, port(text.substring(colon + 1)));
    }

    private static int port(String text) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65535) {
          return port;
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not a port");
      }
      throw new TypeConversionException("'" + text + "' is not a port");
    }
  }
}
