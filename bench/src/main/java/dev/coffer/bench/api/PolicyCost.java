package dev.coffer.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.account.FirstAccount;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Resource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one decision takes, asked of the gatekeeper as a request asks it. Every policy but the last
 * is about other keys or has a condition that fails, so that each of them is read to its end.
 */
record PolicyCost(Path file) {
  private static final List<Integer> COUNTS = List.of(1, 10, 100);
  private static final int DECISIONS = 20_000;
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 9;
  private static final String ACTION = "kms:cmk:get";
  private static final String KEY = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
  private static final double BAR = 20;

  void run(Report report) {
    var random = new SecureRandom();
    var seal = new SecretSeal(SecretBytes.random(32, random), random);
    try (var database = ControlDatabase.sqlite(file);
        var iam = Iam.open(database.jdbi(), seal, random, InstantSource.system(), false)) {
      FirstAccount first = iam.bootstrap("cn-north-4", _ -> {}).orElseThrow();
      var rows = new ArrayList<List<String>>();
      double slowest = 0;
      for (int count : COUNTS) {
        slowest = microseconds(iam, caller(iam, first, count), first.project().id());
        rows.add(List.of(count + " policies", "%.2f".formatted(slowest)));
      }
      report.table(List.of("decision", "microseconds"), rows);
      report.bar(Threshold.atMost(BAR, "a decision with 100 policies, microseconds", slowest));
    }
  }

  private static Caller caller(Iam iam, FirstAccount first, int policies) {
    var password = SecretBytes.copyOf("Bench-0-only".getBytes(UTF_8));
    var user = iam.users().create(first.domain().id(), "holder" + policies, password);
    for (int number = 1; number < policies; number++) {
      iam.users().grant(user.id(), other(number));
    }
    iam.users().grant(user.id(), document(KEY, Map.of()));
    return new Caller(user.id(), user.name(), first.domain().id(), "bench", new Reach.Everything());
  }

  private static Policy other(int number) {
    return number % 2 == 0
        ? document("%08x%s".formatted(number, KEY.substring(8)), Map.of())
        : document(KEY, Map.of("StringEquals", Map.of("g:UserName", List.of("user" + number))));
  }

  private static Policy document(String key, Map<String, Object> condition) {
    return PolicyDocument.parse(
        Account.json(
            Map.of(
                "Version",
                "5.0",
                "Statement",
                List.of(
                    Map.of(
                        "Effect",
                        "Allow",
                        "Action",
                        List.of("kms:cmk:list", "kms:dek:*", ACTION),
                        "Resource",
                        List.of("kms:*:*:KeyId:" + key),
                        "Condition",
                        condition)))));
  }

  private static double microseconds(Iam iam, Caller caller, ProjectId projectId) {
    var access =
        new Access(
            ACTION,
            Optional.of(projectId),
            new Resource("KeyId", KEY, () -> Resource.Attributes.NONE),
            "127.0.0.1");
    var rounds = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long began = System.nanoTime();
      for (int decision = 0; decision < DECISIONS; decision++) {
        if (!iam.gatekeeper().allows(caller, access)) {
          throw new IllegalStateException("the last policy allows it");
        }
      }
      if (round >= 0) {
        rounds[round] = (System.nanoTime() - began) / 1e3 / DECISIONS;
      }
    }
    return Results.median(rounds);
  }
}
