package dev.coffer.agent.cage;

/** The user and group that something runs as, by their numbers. */
public record Identity(int user, int group) {
  /** Root and whatever may become root is nobody's identity in a cage. */
  public Identity {
    if (user < 0 || group < 0) {
      throw new IllegalArgumentException("not a user: " + user + ":" + group);
    }
  }
}
