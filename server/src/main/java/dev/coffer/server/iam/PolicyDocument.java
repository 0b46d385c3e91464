package dev.coffer.server.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** A policy as the JSON document that the vendor's tools write. */
public final class PolicyDocument {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private PolicyDocument() {}

  // What may be absent in the text; the policy itself knows no absence.
  private record Document(@Nullable String version, @Nullable List<@Nullable Rule> statement) {}

  private record Rule(
      @Nullable String sid, @Nullable Effect effect, @Nullable List<@Nullable String> action) {}

  public static Policy parse(String json) {
    try {
      Document document = present(MAPPER.readValue(json, Document.class), "policy");
      return new Policy(
          present(document.version(), "Version"),
          present(document.statement(), "Statement").stream()
              .map(rule -> statement(present(rule, "Statement")))
              .toList());
    } catch (UnrecognizedPropertyException e) {
      // Resource, Condition and NotAction would narrow what is granted: never read past them.
      throw new Refusal(Failure.IAM_0001, e.getPropertyName(), Reason.UNSUPPORTED);
    } catch (DatabindException _) {
      throw new Refusal(Failure.IAM_0001, "policy", Reason.WRONG_TYPE);
    } catch (JacksonException _) {
      throw new Refusal(Failure.IAM_0001, "policy", Reason.NOT_JSON);
    }
  }

  static String write(Policy policy) {
    return MAPPER.writeValueAsString(policy);
  }

  private static Policy.Statement statement(Rule rule) {
    List<@Nullable String> actions = present(rule.action(), "Action");
    return new Policy.Statement(
        present(rule.effect(), "Effect"),
        actions.stream().map(action -> present(action, "Action")).toList());
  }

  private static <T> T present(@Nullable T value, String field) {
    if (value == null) {
      throw new Refusal(Failure.IAM_0001, field, Reason.MISSING);
    }
    return value;
  }
}
