package dev.coffer.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final RateLimit.Key KEY = new RateLimit.Key("CreateDatakey", "p1");

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");

  private int admitted(RateLimit limit, RateLimit.Key key, int calls) {
    int admitted = 0;
    for (int i = 0; i < calls; i++) {
      admitted += limit.admits(key, now) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void aSecondsWorthIsAdmittedAtOnce() {
    assertThat(admitted(new RateLimit(5), KEY, 20)).isEqualTo(5);
  }

  @Test
  void whatPassesRefillsIt() {
    var limit = new RateLimit(10);
    assertThat(admitted(limit, KEY, 20)).isEqualTo(10);
    now = now.plusMillis(300);
    assertThat(admitted(limit, KEY, 20)).isEqualTo(3);
    now = now.plus(Duration.ofHours(1));
    assertThat(admitted(limit, KEY, 20)).isEqualTo(10);
  }

  @Test
  void aClockSetBackGivesNothingAway() {
    var limit = new RateLimit(5);
    admitted(limit, KEY, 5);
    now = now.minusSeconds(100);
    assertThat(admitted(limit, KEY, 5)).isZero();
  }

  @Test
  void projectsAndOperationsAreCountedApart() {
    var limit = new RateLimit(5);
    admitted(limit, KEY, 20);
    assertThat(admitted(limit, new RateLimit.Key("CreateDatakey", "p2"), 20)).isEqualTo(5);
    assertThat(admitted(limit, new RateLimit.Key("ListKeys", "p1"), 20)).isEqualTo(5);
  }

  @Test
  void zeroIsNoLimit() {
    assertThat(admitted(new RateLimit(0), KEY, 1000)).isEqualTo(1000);
  }

  @Test
  void manyCallersAreForgottenAgain() {
    var limit = new RateLimit(5);
    for (int i = 0; i < 30_000; i++) {
      now = now.plusMillis(1);
      assertThat(limit.admits(new RateLimit.Key("x", "caller " + i), now)).isTrue();
    }
    assertThat(limit.counted()).isLessThanOrEqualTo(10_000);
  }
}
