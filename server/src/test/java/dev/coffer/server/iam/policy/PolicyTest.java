package dev.coffer.server.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
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
  void aPatternMatchesWhatTheSameRegularExpressionDoes() {
    var random = new java.util.Random(7);
    for (int round = 0; round < 20_000; round++) {
      String pattern = text(random, "ab*?");
      String name = text(random, "abA");
      String expression = pattern.replace("?", ".").replace("*", ".*");
      assertThat(Wildcard.matchesCase(pattern, name))
          .as("%s %s", pattern, name)
          .isEqualTo(name.matches(expression));
      assertThat(Wildcard.matches(pattern, name))
          .as("%s %s", pattern, name)
          .isEqualTo(name.matches("(?i)" + expression));
    }
  }

  private static String text(java.util.Random random, String letters) {
    var text = new StringBuilder();
    for (int left = random.nextInt(8); left > 0; left--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
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
  void aDocumentIsReadAndWritten() {
    String json =
        """
        {"Version":"1.1","Statement":[
          {"Effect":"Allow","Action":["gaussdb:backup:*","kms:*:list"]},
          {"Sid":"no","Effect":"Deny","NotAction":["gaussdb:backup:delete"],
           "Resource":["gaussdb:*:*:instance:*"],
           "Condition":{"StringEquals":{"g:EnterpriseProjectId":["0","1"],"g:UserName":["x"]},
                        "Bool":{"g:MFAPresent":["false"]}}}]}
        """;
    Policy policy = PolicyDocument.parse(json);
    assertThat(policy.statements()).hasSize(2);
    assertThat(policy.statements().getLast().effect()).isEqualTo(Effect.DENY);
    assertThat(policy.statements().getLast().sid()).hasValue("no");
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
        "{'Version':'2.0','Statement':[{'Effect':'Allow','Action':['a:b:c']}]}",
        "{'Version':'5.0','Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c']}],'Depends':[]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c']}]} x",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c'],'NotAction':['a:b:d']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c'],'Resource':['x']}]}",
        "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['a:b:c'],'Resource':[]}]}",
      })
  void aDocumentThatCannotBeReadWholeIsRefused(String json) {
    assertThatThrownBy(() -> PolicyDocument.parse(json.replace('\'', '"')))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.IAM_0001));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'StringEqual':{'g:UserName':['x']}}",
        "{'StringEquals':{'g:Unknown':['x']}}",
        "{'StringEquals':{'g:ResourceTag/':['x']}}",
        "{'StringEquals':{'g:UserName':[]}}",
        "{'StringEquals':{'g:UserName':['${g:UserId}']}}",
        "{'StringEquals':{'g:UserName':null}}",
        "{'StringEquals':null}",
        "{'Bool':{'g:MFAPresent':['yes']}}",
        "{'Null':{'g:UserName':['maybe']}}",
        "{'NumberEquals':{'g:MFAAge':['1e999999999']}}",
        "{'DateLessThan':{'g:CurrentTime':['yesterday']}}",
        "{'IpAddress':{'g:SourceIp':['10.0.0.0/33']}}",
        "{'IpAddress':{'g:SourceIp':['localhost']}}",
        "{'IpAddress':{'hw:SourceIp':['10.0.0.0/8'],'g:SourceIp':['10.1.0.0/16']}}",
        "{'ForSomeValues:StringEquals':{'g:UserName':['x']}}",
      })
  void aConditionThatCannotBeAskedIsRefused(String condition) {
    String json =
        "{'Version':'5.0','Statement':[{'Effect':'Deny','Action':['a:b:c'],'Condition':"
            + condition
            + "}]}";
    assertThatThrownBy(() -> PolicyDocument.parse(json.replace('\'', '"')))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.IAM_0001));
  }
}
