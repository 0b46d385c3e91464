package dev.coffer.cli.output;

import dev.coffer.cli.text.Harmless;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far a job is, on standard error: a bar that is drawn over on a terminal; off one a line at
 * the start, at most one a minute, and one at the end; or JSON lines.
 */
public final class Progress {
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final int BAR = 20;

  private final Mode mode;
  private final PrintStream err;
  private final Terminal terminal;
  private final InstantSource clock;
  private final Instant begun;
  private Instant told = Instant.EPOCH;
  private boolean drawn;

  /** How progress is told. */
  public enum Mode {
    AUTO,
    NONE,
    LINES,
    JSON
  }

  public Progress(Mode mode, PrintStream err, Terminal terminal) {
    this(mode, err, terminal, InstantSource.system());
  }

  Progress(Mode mode, PrintStream err, Terminal terminal, InstantSource clock) {
    this.clock = clock;
    this.begun = clock.instant();
    this.mode = mode == Mode.AUTO && !terminal.canDraw() ? Mode.LINES : mode;
    this.err = err;
    this.terminal = terminal;
  }

  /** Tells of a job that is not at its end. */
  public void at(String what, String job, int percent) {
    Instant now = clock.instant();
    switch (mode) {
      case AUTO -> draw(what, percent, Duration.between(begun, now));
      case LINES -> {
        if (Duration.between(told, now).compareTo(QUIET) >= 0) {
          told = now;
          err.println(Harmless.line(what + " " + percent + "% (job " + job + ")"));
        }
      }
      case JSON -> {
        if (Duration.between(told, now).toMillis() >= 1000) {
          told = now;
          json(what, job, "running", percent);
        }
      }
      case NONE -> {}
    }
  }

  /** Tells of the end, whose word is such as {@code done}. */
  public void end(String what, String job, String word) {
    clear();
    String after = Words.period(Duration.between(begun, clock.instant()));
    switch (mode) {
      case AUTO, LINES -> err.println(Harmless.line(what + " " + word + " after " + after));
      case JSON -> json(what, job, word, word.equals("done") ? 100 : -1);
      case NONE -> {}
    }
  }

  /** Takes the bar away. */
  public void clear() {
    if (drawn) {
      err.print("\r\u001b[K");
      err.flush();
      drawn = false;
    }
  }

  private void draw(String what, int percent, Duration elapsed) {
    int full = Math.clamp((long) percent * BAR / 100, 0, BAR);
    String bar = "#".repeat(full) + ".".repeat(BAR - full);
    String text = what + " [" + bar + "] " + percent + "% " + Words.period(elapsed);
    if (percent > 2 && percent < 100 && elapsed.toSeconds() > 1) {
      Duration left = elapsed.multipliedBy(100 - percent).dividedBy(percent);
      text +=
          ", %.1f%%/s, about %s left"
              .formatted(percent / (elapsed.toMillis() / 1000.0), Words.period(left));
    }
    err.print("\r" + Words.cut(Harmless.line(text), terminal.width() - 1) + "\u001b[K");
    err.flush();
    drawn = true;
  }

  private void json(String what, String job, String state, int percent) {
    var line = JsonMapper.shared().createObjectNode();
    line.put("job_id", job).put("work", what).put("state", state);
    if (percent >= 0) {
      line.put("percent", percent);
    }
    err.println(Harmless.json(line.toString()));
  }
}
