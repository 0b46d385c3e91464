package dev.coffer.server.iam.policy;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Turns a value listed in a policy into the test of a request's value, once. */
@FunctionalInterface
interface Comparison {

  /** The test; empty where the listed value is not of the kind that is compared. */
  Optional<Predicate<String>> with(String listed);

  static Comparison text(BiPredicate<String, String> test) {
    return listed -> Optional.of(value -> test.test(listed, value));
  }

  static Comparison contains() {
    return text((listed, value) -> value.contains(listed));
  }

  static Comparison number(IntPredicate order) {
    return listed ->
        asNumber(listed)
            .map(
                bound ->
                    value ->
                        asNumber(value)
                            .map(number -> order.test(number.compareTo(bound)))
                            .orElse(false));
  }

  static Comparison date(IntPredicate order) {
    return listed ->
        asInstant(listed)
            .map(
                bound ->
                    value ->
                        asInstant(value)
                            .map(instant -> order.test(instant.compareTo(bound)))
                            .orElse(false));
  }

  static Comparison truth() {
    return listed ->
        listed.equalsIgnoreCase("true") || listed.equalsIgnoreCase("false")
            ? Optional.of(listed::equalsIgnoreCase)
            : Optional.empty();
  }

  /** An address, or a network by address and prefix length. */
  static Comparison network() {
    return listed -> Network.of(listed).map(network -> network::contains);
  }

  // Longer ones are no numbers anybody means, and comparing them could be made slow.
  private static Optional<BigDecimal> asNumber(String text) {
    if (text.length() > 30 || !text.matches("-?\\d+(\\.\\d+)?")) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text));
  }

  private static Optional<Instant> asInstant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** The addresses that begin with the same bits. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Network(byte[] address, int prefix) {

    static Optional<Network> of(String text) {
      int slash = text.indexOf('/');
      Optional<byte[]> address = bytes(slash < 0 ? text : text.substring(0, slash));
      if (address.isEmpty()) {
        return Optional.empty();
      }
      int most = address.get().length * 8;
      if (slash < 0) {
        return Optional.of(new Network(address.get(), most));
      }
      String length = text.substring(slash + 1);
      if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
        return Optional.empty();
      }
      return Optional.of(new Network(address.get(), Integer.parseInt(length)));
    }

    boolean contains(String text) {
      return bytes(text).map(this::contains).orElse(false);
    }

    private boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((other[bit / 8] & mask) != (address[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }

    private static Optional<byte[]> bytes(String literal) {
      try {
        return Optional.of(InetAddress.ofLiteral(literal).getAddress());
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
  }
}
