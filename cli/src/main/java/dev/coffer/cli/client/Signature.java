package dev.coffer.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs a call as the vendor's SDKs do (SDK-HMAC-SHA256). */
final class Signature {
  private static final String ALGORITHM = "SDK-HMAC-SHA256";
  private static final String SIGNED = "host;x-sdk-date";

  private Signature() {}

  /** The value of {@code Authorization}; paths and queries are plain ASCII here. */
  static String of(Credential.Key key, String method, URI address, byte[] body, String date) {
    String canonical =
        String.join(
            "\n",
            method,
            slashed(address.getRawPath()),
            query(address.getRawQuery()),
            "host:" + address.getRawAuthority(),
            "x-sdk-date:" + date,
            "",
            SIGNED,
            hash(body));
    String toSign = String.join("\n", ALGORITHM, date, hash(canonical.getBytes(UTF_8)));
    return ALGORITHM
        + " Access="
        + key.accessKey()
        + ", SignedHeaders="
        + SIGNED
        + ", Signature="
        + authenticate(key.secretKey(), toSign);
  }

  /** The moment as {@code X-Sdk-Date} has it; by hand, because a formatter is slow to start. */
  static String date(Instant now) {
    ZonedDateTime at = now.atZone(ZoneOffset.UTC);
    return at.getYear()
        + two(at.getMonthValue())
        + two(at.getDayOfMonth())
        + 'T'
        + two(at.getHour())
        + two(at.getMinute())
        + two(at.getSecond())
        + 'Z';
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : String.valueOf(number);
  }

  private static String slashed(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  private static String query(@Nullable String raw) {
    return raw == null
        ? ""
        : Arrays.stream(raw.split("&")).sorted().collect(Collectors.joining("&"));
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String authenticate(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
