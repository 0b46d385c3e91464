package dev.coffer.agent.postgresql.server;

import java.io.IOException;
import java.util.Optional;

/** The server process of one place, also one that we did not start. */
interface Postmaster {
  /** One that runs. */
  interface Running {
    boolean isAlive();

    /** Asks it to shut down at once but cleanly: those who are connected are cut off. */
    void shutDown() throws IOException;

    /** Returns once nothing of it is left. */
    void kill() throws IOException;
  }

  Optional<Running> find() throws IOException;

  /**
   * Sees to it that nothing of a former server is left and that the place is its user's. Fails
   * where something is: a second server beside it would ruin the data.
   */
  void prepare() throws IOException;

  /** In a place that is prepared. */
  Running launch(StartOptions options) throws IOException;

  /** Kills whatever serves the place, even where its files cannot be read any more. */
  void kill() throws IOException;

  /** Whether a server works here, or what is left of one. */
  boolean isAnyoneInside() throws IOException;
}
