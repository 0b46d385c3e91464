package dev.coffer.crypto.envelope.v1;

import dev.coffer.crypto.envelope.v1.EnvelopeException.Reason;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as strict as it gets: no field too many, too few or twice, no value bent into its type. */
final class Lines {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  record Second(Authentication authentication) {}

  private Lines() {}

  static byte[] write(Object line) {
    return JSON.writeValueAsBytes(line);
  }

  static Envelope first(byte[] line) throws EnvelopeException {
    try {
      JsonNode tree = JSON.readTree(line);
      requireVersion(tree);
      return JSON.readValue(line, EnvelopeJson.class).toEnvelope();
    } catch (JacksonException | IllegalArgumentException e) {
      throw malformed(e);
    }
  }

  /** Before the fields: those of another version are not ours to judge. */
  private static void requireVersion(JsonNode line) throws EnvelopeException {
    JsonNode version = line.path("format_version");
    if (version.isIntegralNumber() && !version.equals(JSON.valueToTree(EnvelopeJson.VERSION))) {
      throw new EnvelopeException(
          Reason.UNKNOWN_VERSION, "the envelope has format version " + version);
    }
  }

  static Authentication second(byte[] line) throws EnvelopeException {
    try {
      return JSON.readValue(line, Second.class).authentication();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private static EnvelopeException malformed(Exception cause) {
    return new EnvelopeException(Reason.MALFORMED, "not an envelope of version 1", cause);
  }
}
