package dev.coffer.server.iam;

import java.util.List;
import java.util.function.Supplier;

/**
 * What of a request its signature covers, exactly as it came over the wire: the method, the path
 * and query of the request target before any decoding (the query without its question mark, empty
 * where there is none), the header fields and the body. The body is asked for last, once everything
 * that can be refused without it has been looked at.
 */
public record SignedRequest(
    String method, String path, String query, Headers headers, Supplier<byte[]> body) {

  /** Header fields by name; names are given in lower case and compared without case. */
  @FunctionalInterface
  public interface Headers {
    /** Every value of the field in the order received, none where the field is absent. */
    List<String> values(String name);
  }

  public SignedRequest {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("the path of a request target begins with /: " + path);
    }
  }
}
