package dev.coffer.server.backup;

import dev.coffer.agent.Watch;
import dev.coffer.server.jobs.Progress;

/** Lets a job watch what the agent does for it. */
public record Watched(Progress job) implements Watch {
  @Override
  public void progress(int percent) {
    job.at(percent);
  }

  @Override
  public void note(String note) {
    job.note(note);
  }

  @Override
  public boolean isCancelled() {
    return job.isStopping();
  }
}
