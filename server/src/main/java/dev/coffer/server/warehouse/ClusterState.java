package dev.coffer.server.warehouse;

/** What happens to a cluster, with the vendor's words for its status and for the task under way. */
public enum ClusterState {
  CREATING("CREATING", "CREATING"),
  AVAILABLE("AVAILABLE", ""),
  REBOOTING("AVAILABLE", "REBOOTING"),
  /** It serves while it is converted. */
  ENCRYPTING("AVAILABLE", "ENCRYPTING"),
  DELETING("DELETING", "DELETING"),
  /** It serves while a snapshot of it is taken. */
  SNAPSHOTTING("AVAILABLE", "SNAPSHOTTING"),
  /** It is made of a snapshot. */
  RESTORING("CREATING", "RESTORING"),
  /** One of its engines does not answer. */
  UNAVAILABLE("UNAVAILABLE", ""),
  /** It was never made. */
  CREATION_FAILED("CREATION FAILED", "");

  private final String status;
  private final String task;

  ClusterState(String status, String task) {
    this.status = status;
    this.task = task;
  }

  public String status() {
    return status;
  }

  /** Empty where nothing is under way. */
  public String task() {
    return task;
  }
}
