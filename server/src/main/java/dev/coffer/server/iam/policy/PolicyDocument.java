package dev.coffer.server.iam.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** A policy as the JSON document that the vendor's tools write. */
public final class PolicyDocument {
  private static final int LONGEST = 16 << 10;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private PolicyDocument() {}

  // What may be absent in the text; the policy itself knows no absence.
  private record Document(@Nullable String version, @Nullable List<@Nullable Rule> statement) {}

  private record Rule(
      @Nullable String sid,
      @Nullable Effect effect,
      @Nullable List<@Nullable String> action,
      @Nullable List<@Nullable String> notAction,
      @Nullable List<@Nullable String> resource,
      @Nullable Map<String, Map<String, List<String>>> condition) {}

  public static Policy parse(String json) {
    if (json.length() > LONGEST) {
      throw new Refusal(Failure.IAM_0001, "policy", Reason.TOO_LONG);
    }
    try {
      Document document = present(MAPPER.readValue(json, Document.class), "policy");
      return new Policy(
          present(document.version(), "Version"),
          present(document.statement(), "Statement").stream()
              .map(rule -> statement(present(rule, "Statement")))
              .toList());
    } catch (UnrecognizedPropertyException e) {
      String name = e.getPropertyName();
      throw new Refusal(
          Failure.IAM_0001, name.substring(0, Math.min(name.length(), 100)), Reason.UNSUPPORTED);
    } catch (DatabindException _) {
      throw new Refusal(Failure.IAM_0001, "policy", Reason.WRONG_TYPE);
    } catch (JacksonException _) {
      throw new Refusal(Failure.IAM_0001, "policy", Reason.NOT_JSON);
    }
  }

  /** The document as JSON, to be put into an answer. */
  public static JsonNode tree(Policy policy) {
    return MAPPER.readTree(write(policy));
  }

  public static String write(Policy policy) {
    var rules = new ArrayList<@Nullable Rule>();
    policy.statements().forEach(statement -> rules.add(rule(statement)));
    return MAPPER.writeValueAsString(new Document(policy.version(), rules));
  }

  private static Rule rule(Statement statement) {
    var condition = new LinkedHashMap<String, Map<String, List<String>>>();
    for (Condition test : statement.conditions()) {
      condition
          .computeIfAbsent(test.word(), _ -> new LinkedHashMap<>())
          .put(test.key(), List.copyOf(test.listed()));
    }
    return new Rule(
        statement.sid().orElse(null),
        statement.effect(),
        statement.named() ? List.copyOf(statement.actions()) : null,
        statement.named() ? null : List.copyOf(statement.actions()),
        statement.resources().isEmpty() ? null : List.copyOf(statement.resources()),
        condition.isEmpty() ? null : condition);
  }

  private static Statement statement(Rule rule) {
    if (rule.action() != null && rule.notAction() != null) {
      throw new Refusal(Failure.IAM_0001, "NotAction", Reason.NOT_UNIQUE);
    }
    boolean named = rule.notAction() == null;
    return new Statement(
        Optional.ofNullable(rule.sid()),
        present(rule.effect(), "Effect"),
        named,
        texts(named ? rule.action() : rule.notAction(), "Action"),
        resources(rule.resource()),
        rule.condition() == null ? List.of() : conditions(rule.condition()));
  }

  private static List<String> resources(@Nullable List<? extends @Nullable String> listed) {
    if (listed == null) {
      return List.of();
    }
    if (listed.isEmpty()) {
      throw new Refusal(Failure.IAM_0001, "Resource", Reason.OUT_OF_RANGE);
    }
    return texts(listed, "Resource");
  }

  private static List<Condition> conditions(Map<String, Map<String, List<String>>> condition) {
    var tests = new ArrayList<Condition>();
    for (var operator : condition.entrySet()) {
      for (var key : present(operator.getValue(), "Condition").entrySet()) {
        List<String> listed = texts(key.getValue(), "Condition");
        var test = new Condition(operator.getKey(), key.getKey(), listed);
        if (tests.stream().anyMatch(test::isWrittenLike)) {
          throw new Refusal(
              Failure.IAM_0001, "Condition." + test.word() + "." + test.key(), Reason.NOT_UNIQUE);
        }
        tests.add(test);
      }
    }
    return tests;
  }

  private static List<String> texts(
      @Nullable List<? extends @Nullable String> values, String field) {
    var texts = new ArrayList<String>();
    for (@Nullable String value : present(values, field)) {
      texts.add(present(value, field));
    }
    return texts;
  }

  private static <T> T present(@Nullable T value, String field) {
    if (value == null) {
      throw new Refusal(Failure.IAM_0001, field, Reason.MISSING);
    }
    return value;
  }
}
