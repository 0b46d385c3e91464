package dev.coffer.crypto.envelope.v1;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.coffer.crypto.envelope.v1.EnvelopeException.Reason;
import java.math.BigInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of both lines. A line is accepted only if writing what was understood of it gives the
 * same JSON again: so no field is ignored or there twice, no null stands for an absent one, and no
 * value was bent into its type.
 */
final class Lines {
  private static final BigInteger VERSION = BigInteger.valueOf(EnvelopeJson.VERSION);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(all -> all.withValueInclusion(Include.NON_NULL))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  record Second(@JsonProperty(required = true) Authentication authentication) {}

  private Lines() {}

  static byte[] write(Object line) {
    return JSON.writeValueAsBytes(line);
  }

  static Envelope first(byte[] line) throws EnvelopeException {
    try {
      JsonNode tree = object(line);
      requireVersion(tree);
      Envelope envelope = JSON.treeToValue(tree, EnvelopeJson.class).toEnvelope();
      requireSame(tree, EnvelopeJson.of(envelope));
      return envelope;
    } catch (JacksonException | IllegalArgumentException e) {
      throw malformed(e);
    }
  }

  static Authentication second(byte[] line) throws EnvelopeException {
    try {
      JsonNode tree = object(line);
      Second second = JSON.treeToValue(tree, Second.class);
      requireSame(tree, second);
      return second.authentication();
    } catch (JacksonException | IllegalArgumentException e) {
      throw malformed(e);
    }
  }

  private static JsonNode object(byte[] line) {
    JsonNode tree = JSON.readTree(line);
    if (!tree.isObject()) {
      throw new IllegalArgumentException("not a JSON object");
    }
    return tree;
  }

  /** Before the fields: those of another version are not ours to judge. */
  private static void requireVersion(JsonNode line) throws EnvelopeException {
    JsonNode version = line.path("format_version");
    if (version.isIntegralNumber() && version.bigIntegerValue().compareTo(VERSION) != 0) {
      throw new EnvelopeException(
          Reason.UNKNOWN_VERSION, "the envelope has format version " + version);
    }
  }

  private static void requireSame(JsonNode read, Object understood) {
    if (!JSON.readTree(write(understood)).equals(read)) {
      throw new IllegalArgumentException("fields too many, or values of another type");
    }
  }

  private static EnvelopeException malformed(RuntimeException cause) {
    return new EnvelopeException(Reason.MALFORMED, "not an envelope of version 1", cause);
  }
}
