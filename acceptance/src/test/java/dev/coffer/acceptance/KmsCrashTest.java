package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.kms.v2.model.CreateDatakeyRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateDatakeyResponse;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import com.huaweicloud.sdk.kms.v2.model.DecryptDatakeyRequest;
import com.huaweicloud.sdk.kms.v2.model.ListKeyDetailRequest;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A server that is killed while several clients make keys, data keys and changes: whatever was
 * answered is true afterwards, and the audit log is whole.
 */
final class KmsCrashTest {
  private static final int KILLS = 3;
  private static final int CLIENTS = 4;
  private static final int ANSWERS = 60;

  /** What clients were answered. */
  private static final class Answers {
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private final Queue<CreateDatakeyResponse> dataKeys = new ConcurrentLinkedQueue<>();
  }

  @Test
  void whateverWasAnsweredIsTrueAfterAKill() throws Exception {
    var answers = new Answers();
    try (ServerHome home = ServerHome.create()) {
      for (int kill = 0; kill < KILLS; kill++) {
        workUntilKilled(home, answers, kill);
        CofferCommand.Ended verified =
            CofferCommand.run(home.root(), "audit", "verify", "--data", home.data().toString());
        assertThat(verified.code()).as(verified.stdout() + verified.stderr()).isZero();
      }
      try (RunningCoffer coffer = RunningCoffer.start(home)) {
        check(coffer.cloud(), answers);
      }
    }
    assertThat(answers.dataKeys.size()).isGreaterThanOrEqualTo(KILLS * ANSWERS);
  }

  private static void workUntilKilled(ServerHome home, Answers answers, int round)
      throws Exception {
    int before = answers.dataKeys.size();
    try (RunningCoffer coffer = RunningCoffer.start(home);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> working =
          IntStream.range(0, CLIENTS)
              .<Future<?>>mapToObj(
                  client ->
                      clients.submit(() -> work(coffer.cloud(), answers, round + "-" + client)))
              .toList();
      Await.until("answers", () -> answers.dataKeys.size() >= before + ANSWERS);
      coffer.kill();
      for (Future<?> ended : working) {
        ended.get();
      }
    }
  }

  // Ends when the server does; what was asked last was not answered and does not count.
  private static void work(Cloud cloud, Answers answers, String name) {
    try {
      for (int number = 0; ; number++) {
        String key = cloud.createKey(name + "-" + number, KeySpecEnum.AES_256);
        answers.states.put(key, "2");
        for (int made = 0; made < 5; made++) {
          answers.dataKeys.add(
              cloud
                  .keys()
                  .createDatakey(
                      new CreateDatakeyRequest()
                          .withBody(body -> body.withKeyId(key).withDatakeyLength("256"))));
        }
        if (number % 3 == 0) {
          answers.states.put(key, "?");
          cloud.disable(key);
          answers.states.put(key, "3");
        }
      }
    } catch (SdkException _) {
      return;
    }
  }

  private static void check(Cloud cloud, Answers answers) {
    answers.states.forEach(
        (key, state) -> {
          String found =
              cloud
                  .keys()
                  .listKeyDetail(new ListKeyDetailRequest().withBody(body -> body.withKeyId(key)))
                  .getKeyInfo()
                  .getKeyState();
          if (!state.equals("?")) {
            assertThat(found).as(key).isEqualTo(state);
          }
          if (found.equals("3")) {
            cloud.enable(key);
          }
        });
    for (CreateDatakeyResponse made : answers.dataKeys) {
      String opened =
          cloud
              .keys()
              .decryptDatakey(
                  new DecryptDatakeyRequest()
                      .withBody(
                          body ->
                              body.withKeyId(made.getKeyId())
                                  .withCipherText(made.getCipherText())
                                  .withDatakeyCipherLength("32")))
              .getDataKey();
      assertThat(opened).isEqualTo(made.getPlainText());
    }
  }
}
