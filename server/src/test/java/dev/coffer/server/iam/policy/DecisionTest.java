package dev.coffer.server.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.iam.duty.Explanation;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.Principal;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One request, put to many policies: alice deletes the instance i1 (enterprise project ep1, tags
 * env=test and team=red) of project p1 in cn-north-4, from 10.1.2.3, at 2026-11-21T12:00:00Z.
 */
class DecisionTest {
  private static final String DELETE = "gaussdbformysql:instance:delete";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // effect, actions | decision
        "Allow Action gaussdbformysql:instance:delete | allowed",
        "Allow Action GAUSSDBFORMYSQL:Instance:Delete | allowed",
        "Allow Action gaussdbformysql:instance:* | allowed",
        "Allow Action gaussdb:instance:delete | allowed",
        "Allow Action gaussdb:*:delete | allowed",
        "Allow Action * | allowed",
        "Allow Action gaussdbformysql:instance:list | not granted",
        "Allow Action gaussdbformysql:instance:delet | not granted",
        "Allow NotAction gaussdbformysql:backup:* | allowed",
        "Allow NotAction gaussdbformysql:instance:* | not granted",
        "Allow NotAction gaussdb:instance:delete | not granted",
        "Deny Action * | denied",
        "Deny NotAction kms:*:* | denied",
      })
  void actionsDecide(String statement, String decision) {
    String[] parts = statement.strip().split(" ", -1);
    assertThat(on(document("1.1", parts[0], "'%s':['%s']".formatted(parts[1], parts[2]), "", "")))
        .isEqualTo(decision);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* | allowed",
        "gaussdbformysql:*:*:instance:* | allowed",
        "gaussdbformysql:cn-north-4:d1:instance:i1 | allowed",
        "gaussdb:*:*:instance:i1 | allowed",
        "gaussdbformysql:*:*:instance:i? | allowed",
        "gaussdbformysql:*:*:instance:i2 | not granted",
        "gaussdbformysql:cn-south-1:*:instance:* | not granted",
        "gaussdbformysql:*:d2:instance:* | not granted",
        "gaussdbformysql:*:*:backup:* | not granted",
        "kms:*:*:KeyId:* | not granted",
      })
  void resourcesNarrow(String urn, String decision) {
    assertThat(on(allow(",'Resource':['" + urn.strip() + "']", ""))).isEqualTo(decision);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StringEquals g:EnterpriseProjectId ep1 | allowed",
        "StringEquals g:EnterpriseProjectId ep2 | not granted",
        "StringEquals g:EnterpriseProjectId ep2,ep1 | allowed",
        "StringEquals g:EnterpriseProjectId EP1 | not granted",
        "StringEqualsIgnoreCase g:EnterpriseProjectId EP1 | allowed",
        "StringNotEquals g:EnterpriseProjectId ep2 | allowed",
        "StringNotEquals g:EnterpriseProjectId ep2,ep1 | not granted",
        "StringNotEqualsIgnoreCase g:EnterpriseProjectId EP1 | not granted",
        "StringMatch g:UserName al* | allowed",
        "StringMatch g:UserName AL* | not granted",
        "StringNotMatch g:UserName b* | allowed",
        "StringNotMatch g:UserName b*,?lice | not granted",
        "StringLike g:UserName lic | allowed",
        "StringLike g:UserName bob | not granted",
        "StringStartWith g:UserName ali | allowed",
        "StringEndWith g:UserName ice | allowed",
        "StringEndWithIfExists g:UserName ali | not granted",
        "StringNotEndWith g:UserName ice | not granted",
        "StringEquals g:ResourceTag/env test | allowed",
        "StringEquals g:ResourceTag/env prod | not granted",
        "StringEquals g:ResourceTag/none x | not granted",
        "StringEqualsIfExists g:ResourceTag/none x | allowed",
        "StringEqualsIfExists g:ResourceTag/env prod | not granted",
        "StringNotEquals g:ResourceTag/none x | allowed",
        "ForAnyValue:StringEquals g:ResourceTag/none x | not granted",
        "ForAnyValue:StringNotEquals g:ResourceTag/none x | not granted",
        "ForAllValues:StringEquals g:ResourceTag/none x | allowed",
        "ForAllValues:StringEquals g:ResourceTag/env test | allowed",
        "ForAnyValue:StringEquals g:ResourceTag/env prod | not granted",
        "Null g:ResourceTag/env false | allowed",
        "Null g:ResourceTag/env true | not granted",
        "Null g:ResourceTag/none true | allowed",
        "Null g:ResourceTag/none false | not granted",
        "Bool g:MFAPresent false | allowed",
        "Bool g:MFAPresent true | not granted",
        "NumberLessThan g:MFAAge 300 | not granted",
        "NumberLessThanIfExists g:MFAAge 300 | allowed",
        "NumberLessThan g:ResourceTag/size 300 | allowed",
        "NumberLessThan g:ResourceTag/size 42 | not granted",
        "NumberLessThanEquals g:ResourceTag/size 42.0 | allowed",
        "NumberEquals g:ResourceTag/size 42.00 | allowed",
        "NumberNotEquals g:ResourceTag/size 42 | not granted",
        "NumberGreaterThan g:ResourceTag/size 41 | allowed",
        "NumberGreaterThanEquals g:ResourceTag/size 43 | not granted",
        "NumberEquals g:UserName 42 | not granted",
        "DateLessThan g:CurrentTime 2026-11-21T12:00:01Z | allowed",
        "DateLessThan g:CurrentTime 2026-11-21T12:00:00Z | not granted",
        "DateLessThanEquals g:CurrentTime 2026-11-21T12:00:00Z | allowed",
        "DateGreaterThan g:CurrentTime 2026-11-21T11:59:59Z | allowed",
        "DateGreaterThanEquals g:CurrentTime 2026-11-21T12:00:01Z | not granted",
        "IpAddress g:SourceIp 10.0.0.0/8 | allowed",
        "IpAddress hw:SourceIp 10.1.2.3 | allowed",
        "IpAddress g:SourceIp 10.1.2.2/31 | allowed",
        "IpAddress g:SourceIp 10.1.2.4/31 | not granted",
        "IpAddress g:SourceIp ::/0 | not granted",
        "NotIpAddress g:SourceIp 10.0.0.0/8 | not granted",
        "StringEquals g:UserId u1 | allowed",
        "StringEquals g:DomainName dom | allowed",
        "StringEquals g:ProjectName cn-north-4 | allowed",
        "StringEquals g:SourceVpc vpc-1 | not granted",
      })
  void conditionsNarrow(String condition, String decision) {
    String[] parts = condition.strip().split(" ", -1);
    String values = "['" + parts[2].replace(",", "','") + "']";
    assertThat(on(allow("", "'%s':{'%s':%s}".formatted(parts[0], parts[1], values))))
        .isEqualTo(decision);
  }

  @Test
  void everyConditionHasToHold() {
    String holds = "'StringEquals':{'g:UserName':['alice'],'g:ResourceTag/env':['test']}";
    String oneFails = "'StringEquals':{'g:UserName':['alice'],'g:ResourceTag/env':['prod']}";
    String bool = ",'Bool':{'g:MFAPresent':['true']}";
    assertThat(on(allow("", holds))).isEqualTo("allowed");
    assertThat(on(allow("", oneFails))).isEqualTo("not granted");
    assertThat(on(allow("", holds + bool))).isEqualTo("not granted");
  }

  @Test
  void whatNothingGrantsIsRefused() {
    assertThat(on()).isEqualTo("not granted");
  }

  @Test
  void aDenialWinsWhereverItStands() {
    String everything = document("5.0", "Allow", "'Action':['*']", "", "");
    String never =
        document("5.0", "Deny", "'Action':['*']", "", "'StringEquals':{'g:UserName':['alice']}");
    String notBob =
        document("5.0", "Deny", "'Action':['*']", "", "'StringEquals':{'g:UserName':['bob']}");
    assertThat(on(everything, never)).isEqualTo("denied");
    assertThat(on(never, everything)).isEqualTo("denied");
    assertThat(on(everything, notBob)).isEqualTo("allowed");
  }

  @Test
  void aDecisionNamesTheStatement() {
    var policy =
        PolicyDocument.parse(
            quoted(
                "{'Version':'5.0','Statement':[{'Effect':'Allow','Action':['*']},"
                    + "{'Sid':'stop','Effect':'Deny','Action':['gaussdb:instance:*']}]}"));
    assertThat(Decision.on(List.of(new HeldPolicy("h", policy)), question(DELETE)))
        .isEqualTo(new Decision.Denied(new Decision.Grounds("h", 2, Optional.of("stop"))));
  }

  @Nested
  class AnExplanation {
    @Test
    void saysHowEachStatementTookIt() {
      String elsewhere = allow(",'Resource':['gaussdb:*:*:instance:i2']", "");
      String prod = allow("", "'StringEquals':{'g:ResourceTag/env':['prod']}");
      String keys = document("5.0", "Allow", "'Action':['kms:*:*']", "", "");
      var explanation =
          Explanation.of(held(elsewhere, prod, keys), question(DELETE), Optional.empty(), false);

      assertThat(explanation.decision()).isInstanceOf(Decision.NotGranted.class);
      assertThat(explanation.findings())
          .extracting(Explanation.Finding::match)
          .containsExactly("other_resource", "condition_fails", "other_action");
      assertThat(explanation.findings().get(1).failing())
          .hasValue("StringEquals g:ResourceTag/env [prod] but is [test]");
    }
  }

  @Nested
  class AHundredPolicies {
    /** One that is linear takes ten times as long, one that is quadratic a hundred times. */
    private static final int MOST_TIMES_AS_LONG_AS_TEN = 30;

    private static final int ROUNDS = 5_000;

    @Test
    void areDecidedInLinearTime() {
      List<HeldPolicy> ten = policies(10);
      List<HeldPolicy> hundred = policies(100);
      Question question = question(DELETE);
      long shortest = Long.MAX_VALUE;
      long best = Long.MAX_VALUE;
      for (int i = 0; i < ROUNDS; i++) {
        shortest = Math.min(shortest, nanos(ten, question));
        best = Math.min(best, nanos(hundred, question));
      }
      assertThat(best).isLessThan(MOST_TIMES_AS_LONG_AS_TEN * shortest);
    }

    private static long nanos(List<HeldPolicy> held, Question question) {
      long began = System.nanoTime();
      Decision decision = Decision.on(held, question);
      long nanos = System.nanoTime() - began;
      assertThat(decision instanceof Decision.Allowed).isTrue();
      return nanos;
    }

    /** Of which the last allows it, and no other. */
    private static List<HeldPolicy> policies(int number) {
      var policies = new ArrayList<String>();
      for (int i = 1; i < number; i++) {
        policies.add(
            document(
                "5.0",
                "Allow",
                "'Action':['kms:cmk:get%d','gaussdb:backup:*','gaussdb:instance:list']"
                    .formatted(i),
                ",'Resource':['gaussdb:*:*:instance:x%d']".formatted(i),
                "'StringEquals':{'g:EnterpriseProjectId':['none']}"));
      }
      policies.add(allow("", "'StringEquals':{'g:ResourceTag/env':['test']}"));
      return held(policies.toArray(String[]::new));
    }
  }

  private static String allow(String resource, String condition) {
    return document("5.0", "Allow", "'Action':['" + DELETE + "']", resource, condition);
  }

  private static String document(
      String version, String effect, String actions, String resource, String condition) {
    return "{'Version':'%s','Statement':[{'Effect':'%s',%s%s%s}]}"
        .formatted(
            version,
            effect,
            actions,
            resource,
            condition.isEmpty() ? "" : ",'Condition':{" + condition + "}");
  }

  private static String on(String... documents) {
    return switch (Decision.on(held(documents), question(DELETE))) {
      case Decision.Allowed _ -> "allowed";
      case Decision.Denied _ -> "denied";
      case Decision.NotGranted() -> "not granted";
    };
  }

  private static List<HeldPolicy> held(String... documents) {
    var held = new ArrayList<HeldPolicy>();
    for (String document : documents) {
      held.add(new HeldPolicy("p" + held.size(), PolicyDocument.parse(quoted(document))));
    }
    return held;
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private static Question question(String action) {
    var attributes =
        new Resource.Attributes(
            Optional.of("ep1"), Map.of("env", "test", "team", "red", "size", "42"));
    var access =
        new Access(
            action,
            Optional.of(new ProjectId("p1")),
            new Resource("instance", "i1", () -> attributes),
            "10.1.2.3");
    return Question.of(
        new Circumstances(
            new Principal(Principal.Kind.USER, "u1", "alice", new DomainId("d1")),
            new Domain(new DomainId("d1"), "dom"),
            Optional.of(
                new Project(new ProjectId("p1"), new DomainId("d1"), "d1", "cn-north-4", "", true)),
            access,
            Instant.parse("2026-11-21T12:00:00Z")));
  }
}
