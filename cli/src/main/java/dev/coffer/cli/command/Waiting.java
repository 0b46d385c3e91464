package dev.coffer.cli.command;

import dev.coffer.cli.client.Api;
import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.cli.output.Progress;
import dev.coffer.cli.text.Harmless;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Waits for jobs: any final state ends it, and only the job's own state is its outcome. */
final class Waiting {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int MOST_LOST_POLLS = 10;

  private final Api api;
  private final Progress progress;
  private final Instant deadline;
  private int lost;

  Waiting(Api api, Progress progress, Duration timeout) {
    this.api = api;
    this.progress = progress;
    this.deadline = Instant.now().plus(timeout);
  }

  void await(String what, String id) {
    var interrupted = new Thread(() -> sayThatItGoesOn(what, id), "interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      poll(what, id);
    } finally {
      remove(interrupted);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // The hook runs and says it.
      return;
    }
  }

  private void sayThatItGoesOn(String what, String id) {
    progress.clear();
    System.err.println(
        Harmless.line(
            "coffer: interrupted; %s goes on as job %s; try: coffer job wait %s"
                .formatted(what, id, id)));
  }

  private void poll(String what, String id) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      ObjectNode job = ask(what, id);
      switch (job.path("state").asString("")) {
        case "done" -> {
          progress.end(what, id, "done");
          return;
        }
        case "failed" -> {
          progress.end(what, id, "failed");
          throw new Failed(
              ExitCode.JOB_FAILED,
              what + " failed: " + job.path("failure").asString("no reason was given"),
              "coffer job show " + id);
        }
        default -> progress.at(what, id, job.path("percent").asInt(0));
      }
      if (Instant.now().plus(pause).isAfter(deadline)) {
        progress.clear();
        throw new Failed(
            ExitCode.TIME_IS_UP,
            what + " is not done yet and goes on as job " + id,
            "coffer job wait " + id);
      }
      sleep(pause);
      Duration longer = pause.multipliedBy(3).dividedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
  }

  // A poll that did not get through says nothing about the job.
  private ObjectNode ask(String what, String id) {
    try {
      ObjectNode job = Jobs.show(api, id);
      lost = 0;
      return job;
    } catch (Failed failed) {
      if (failed.code() != ExitCode.NO_CONNECTION || ++lost >= MOST_LOST_POLLS) {
        progress.clear();
        throw new Failed(
            failed.code(),
            failed.getMessage() + "; " + what + " may go on as job " + id,
            "coffer job wait " + id);
      }
      return Session.object().put("state", "unknown");
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(ExitCode.INTERRUPTED, "interrupted");
    }
  }
}
