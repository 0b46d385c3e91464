package dev.coffer.server.iam.signature;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.HexFormat;

/**
 * The one spelling of a piece of a request target that signer and verifier agree on: RFC 3986's
 * unreserved characters as they are, every other byte of its UTF-8 as {@code %XX}. A raw piece is
 * brought into it byte by byte, so that a piece means the same before and after.
 */
final class UriEncoding {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private UriEncoding() {}

  static String ofPathSegment(String raw) {
    return respell(raw, '+');
  }

  /** In a query a plus sign stands for a blank, as the server's own reading of it has it. */
  static String ofQueryPart(String raw) {
    return respell(raw, ' ');
  }

  private static String respell(String raw, char plus) {
    int clean = 0;
    while (clean < raw.length() && isUnreserved(raw.charAt(clean))) {
      clean++;
    }
    if (clean == raw.length()) {
      return raw;
    }
    var spelled = new StringBuilder(raw.length() + 16).append(raw, 0, clean);
    for (int i = clean; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        append(spelled, escaped(raw, i));
        i += 2;
      } else {
        append(spelled, c == '+' ? plus : c);
      }
    }
    return spelled.toString();
  }

  private static char escaped(String raw, int percent) {
    if (percent + 2 >= raw.length()
        || !HexFormat.isHexDigit(raw.charAt(percent + 1))
        || !HexFormat.isHexDigit(raw.charAt(percent + 2))) {
      throw malformed();
    }
    return (char) HexFormat.fromHexDigits(raw, percent + 1, percent + 3);
  }

  private static void append(StringBuilder spelled, char octet) {
    if (octet > 0xff) {
      throw malformed();
    }
    if (isUnreserved(octet)) {
      spelled.append(octet);
    } else {
      spelled.append('%');
      HEX.toHexDigits(spelled, (byte) octet);
    }
  }

  private static Refusal malformed() {
    return new Refusal(Failure.APIGW_0301, "request target", Reason.WRONG_FORM);
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }
}
