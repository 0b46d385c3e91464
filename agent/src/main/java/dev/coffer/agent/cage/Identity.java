package dev.coffer.agent.cage;

/** The user and group that something runs as, by their numbers. */
public record Identity(int user, int group) {
  /** No cage runs as root, nor as a user who may become root. */
  public Identity {
    if (user < 0 || group < 0) {
      throw new IllegalArgumentException("not a user: " + user + ":" + group);
    }
  }
}
