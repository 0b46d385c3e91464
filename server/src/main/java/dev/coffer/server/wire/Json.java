package dev.coffer.server.wire;

import com.fasterxml.jackson.annotation.Nulls;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the vendor's clients speak it: snake_case names, absent rather than null, and strict on
 * the way in. A number is no string, an unknown field is an error, no key stands twice, nesting and
 * lengths are bounded.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxStringLength(1 << 20)
                          .maxNumberLength(32)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              i ->
                  i.withValueInclusion(
                      com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT))
          .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              c ->
                  c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private Json() {}

  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** Reads a request's body; refuses with the codes of the service. */
  public static <T> T read(byte[] body, Class<T> type, Service service) {
    T value;
    try {
      value = MAPPER.readValue(body, type);
    } catch (UnrecognizedPropertyException e) {
      throw new Refusal(service.invalid(), field(e), Reason.UNKNOWN_FIELD);
    } catch (StreamReadException e) {
      throw new Refusal(service.notJson(), "body", Reason.NOT_JSON);
    } catch (DatabindException e) {
      throw new Refusal(service.invalid(), field(e), Reason.WRONG_TYPE);
    } catch (JacksonException e) {
      throw new Refusal(service.notJson(), "body", Reason.NOT_JSON);
    }
    if (value == null) {
      throw new Refusal(service.emptyBody());
    }
    return value;
  }

  private static String field(DatabindException e) {
    String path =
        e.getPath().stream()
            .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
            .collect(Collectors.joining("."));
    // A field's name is the caller's own text: bounded before it is echoed.
    return path.isEmpty() ? "body" : path.substring(0, Math.min(path.length(), 100));
  }
}
