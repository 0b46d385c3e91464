package dev.coffer.server.wire;

import com.fasterxml.jackson.annotation.Nulls;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the vendor's clients speak it: snake_case names, absent rather than null. On the way in
 * no key stands twice, and nesting and lengths are bounded. On the vendor's paths it is as lenient
 * as the vendor: a number may come as a string and a string as a number, and a field that the
 * operation does not know is ignored, which a debug line tells. What the vendor knows and Coffer
 * does not carry out ({@link RefusedFields}) is refused. On the extensions' paths both are errors.
 */
public final class Json {
  private static final Logger LOG = LoggerFactory.getLogger(Json.class);
  private static final String IGNORED = "ignored";
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final JsonMapper STRICT = strict().build();
  private static final JsonMapper LENIENT =
      strict()
          .enable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              c ->
                  c.setCoercion(CoercionInputShape.Integer, CoercionAction.TryConvert)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.TryConvert)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.TryConvert))
          .withCoercionConfig(LogicalType.Integer, Json::notOfNothing)
          .withCoercionConfig(LogicalType.Float, Json::notOfNothing)
          .withCoercionConfig(
              LogicalType.Boolean,
              c -> {
                notOfNothing(c);
                c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
              })
          .addHandler(new Ignoring())
          .build();

  private static JsonMapper.Builder strict() {
    return JsonMapper.builder(
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
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
  }

  private Json() {}

  private static void notOfNothing(MutableCoercionConfig config) {
    config
        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
  }

  /** Skips what no field of the object is, and notes its name. */
  private static final class Ignoring extends DeserializationProblemHandler {
    @Override
    @SuppressWarnings("unchecked")
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        ValueDeserializer<?> deserializer,
        Object beanOrClass,
        String name) {
      Class<?> type = beanOrClass instanceof Class<?> known ? known : beanOrClass.getClass();
      RefusedFields refused = type.getAnnotation(RefusedFields.class);
      if (refused != null && List.of(refused.value()).contains(name)) {
        return false;
      }
      parser.skipChildren();
      ((List<String>) context.getAttribute(IGNORED)).add(bounded(name));
      return true;
    }
  }

  public static byte[] write(Object value) {
    return STRICT.writeValueAsBytes(value);
  }

  /** Reads the body of an operation's request; refuses with the codes of its service. */
  public static <T> T read(byte[] body, Operation<T> operation) {
    Class<T> type = operation.body().type();
    Service service = operation.service();
    boolean lenient = !operation.isExtension();
    List<String> ignored = new ArrayList<>();
    T value;
    try {
      value =
          (lenient ? LENIENT : STRICT)
              .readerFor(type)
              .withAttribute(IGNORED, ignored)
              .readValue(body);
    } catch (UnrecognizedPropertyException e) {
      throw new Refusal(
          service.invalid(), field(e), lenient ? Reason.UNSUPPORTED : Reason.UNKNOWN_FIELD);
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
    if (!ignored.isEmpty()) {
      LOG.debug("ignored in a request's {}: {}", type.getSimpleName(), ignored);
    }
    return value;
  }

  private static String field(DatabindException e) {
    String path =
        e.getPath().stream()
            .map(step -> step.getPropertyName() == null ? "[]" : step.getPropertyName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "body" : bounded(path);
  }

  // A field's name is the caller's own text: bounded before it is echoed, one line in a log.
  private static String bounded(String name) {
    return CONTROL.matcher(name.substring(0, Math.min(name.length(), 100))).replaceAll("?");
  }
}
