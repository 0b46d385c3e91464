package dev.coffer.server.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  @ParameterizedTest
  @CsvSource({
    "*,a:b:c,true",
    "a:b:c,a:b:c,true",
    "a:b:c,A:B:C,true",
    "a:b:*,a:b:c,true",
    "a:*,a:b:c,true",
    "a:*:c,a:b:c,true",
    "*:c,a:b:c,true",
    "a:b:?,a:b:c,true",
    "a:b:?,a:b:,false",
    "a:b:c?,a:b:c,false",
    "a:b:c,a:b:cd,false",
    "a:b:cd,a:b:c,false",
    "a:b*b,a:bab,true",
    "a:b*b,a:baba,false",
    "a:*a*b,a:xxaxxb,true",
  })
  void aPatternMatchesWholeNames(String pattern, String name, boolean matches) {
    assertThat(Wildcard.matches(pattern, name)).isEqualTo(matches);
  }

  @Test
  @Timeout(10)
  void noPatternIsSlow() {
    String pattern = "*a".repeat(120) + "b";
    for (int i = 0; i < 100; i++) {
      assertThat(Wildcard.matches(pattern, "a".repeat(250))).isFalse();
    }
  }

  @Test
  void whatNothingGrantsIsRefused() {
    assertThat(Decision.on(List.of(), "a:b:c")).isEqualTo(Decision.NOT_GRANTED);
    assertThat(Decision.on(List.of(allow("a:b:d")), "a:b:c")).isEqualTo(Decision.NOT_GRANTED);
  }

  @Test
  void aDenialWinsWhereverItStands() {
    assertThat(Decision.on(List.of(allow("*"), deny("a:b:c")), "a:b:c")).isEqualTo(Decision.DENIED);
    assertThat(Decision.on(List.of(deny("a:b:c"), allow("*")), "a:b:c")).isEqualTo(Decision.DENIED);
    assertThat(Decision.on(List.of(allow("*"), deny("a:b:c")), "a:b:d"))
        .isEqualTo(Decision.ALLOWED);
  }

  @Test
  void aDenialUnderAnOlderNameCounts() {
    assertThat(
            Decision.on(
                List.of(allow("*"), deny("gaussdb:backup:encrypt")),
                "gaussdbformysql:backup:encrypt"))
        .isEqualTo(Decision.DENIED);
  }

  @Test
  void aDocumentIsReadAndWritten() {
    String json =
        """
        {"Version":"1.1","Statement":[
          {"Effect":"Allow","Action":["gaussdb:backup:*","kms:*:list"]},
          {"Sid":"no","Effect":"Deny","Action":["gaussdb:backup:delete"]}]}
        """;
    Policy policy = PolicyDocument.parse(json);
    assertThat(policy.statement()).hasSize(2);
    assertThat(policy.statement().getLast().effect()).isEqualTo(Effect.DENY);
    assertThat(PolicyDocument.parse(PolicyDocument.write(policy))).isEqualTo(policy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{'Version':'1.0','Statement':[{'Effect':'Allow','Action':['a:b:c']}]}",
        "{'Version':'5.0'}",
        "{'Version':'5.0','Statement':[]}",
        "{'Version':'5.0','Statement':[null]}",
        "{'Version':'5.0','Statement':[{'Action':['a:b:c']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Maybe','Action':['a:b:c']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow'}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':[]}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':[null]}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a b']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','NotAction':['a:b:c']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c'],'Resource':['x']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c'],'Condition':{}}]}",
      })
  void aDocumentThatCannotBeReadWholeIsRefused(String json) {
    assertThatThrownBy(() -> PolicyDocument.parse(json.replace('\'', '"')))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.IAM_0001));
  }

  private static Policy allow(String action) {
    return Policy.allowing(List.of(action));
  }

  private static Policy deny(String action) {
    return new Policy("5.0", List.of(new Policy.Statement(Effect.DENY, List.of(action))));
  }
}
