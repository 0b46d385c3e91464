package dev.coffer.server.iam.signature;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.RawRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The text that stands for a request in a signature: method, path, query, the signed header fields,
 * their names and the body's digest, line by line as the vendor's signer writes them. One request
 * has one text; a request that could be read in two ways (a signed field given twice) is refused.
 */
final class CanonicalRequest {
  private CanonicalRequest() {}

  /** In which order the values of a query parameter that stands more than once are signed. */
  enum ValueOrder {
    /** The vendor's Java client. */
    AS_SENT,
    /** Its Go, Python and Node clients, whatever order they send. */
    SORTED
  }

  static String of(
      RawRequest request, List<String> signedHeaders, String bodyDigest, ValueOrder valueOrder) {
    var text = new StringBuilder(512);
    text.append(request.method()).append('\n');
    appendPath(text, request.path());
    text.append('\n');
    appendQuery(text, request.query(), valueOrder);
    text.append('\n');
    for (String name : signedHeaders) {
      text.append(name).append(':').append(single(request, name)).append('\n');
    }
    text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(bodyDigest);
    return text.toString();
  }

  /** The only value of a header field. */
  static String single(RawRequest request, String name) {
    List<String> values = request.headers().getOrDefault(name, List.of());
    if (values.size() != 1) {
      throw new Refusal(
          Failure.APIGW_0301, name, values.isEmpty() ? Reason.MISSING : Reason.NOT_UNIQUE);
    }
    return values.getFirst();
  }

  // Every segment is followed by a slash, the last one too; slashes at the end add no segment.
  private static void appendPath(StringBuilder text, String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    if (end == 1) {
      text.append('/');
      return;
    }
    for (String segment : path.substring(0, end).split("/", -1)) {
      text.append(UriEncoding.ofPathSegment(segment)).append('/');
    }
  }

  private static void appendQuery(StringBuilder text, String query, ValueOrder valueOrder) {
    if (query.isEmpty()) {
      return;
    }
    SortedMap<String, List<String>> parameters = new TreeMap<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      if (!parameter.isEmpty()) {
        parameters
            .computeIfAbsent(UriEncoding.ofQueryPart(name), _ -> new ArrayList<>())
            .add(UriEncoding.ofQueryPart(value));
      }
    }
    if (valueOrder == ValueOrder.SORTED) {
      parameters.values().forEach(Collections::sort);
    }
    String separator = "";
    for (var parameter : parameters.entrySet()) {
      for (String value : parameter.getValue()) {
        text.append(separator).append(parameter.getKey()).append('=').append(value);
        separator = "&";
      }
    }
  }
}
