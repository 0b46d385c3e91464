package dev.coffer.acceptance;

import dev.coffer.acceptance.Breakpoints.Place;
import java.util.List;

/**
 * Where the conversion of a cluster with one data node can be cut short: at the boundary of each
 * step, and in the middle of those that have one. A place is come to after those before it.
 */
enum ConversionPoint {
  PREPARE(Steps.PREPARE),
  /** All volumes are there, and that is not written down. */
  PREPARED(Steps.PREPARE, Steps.RECORD),
  COPY(Steps.COPY),
  COPYING(Steps.COPY, new Place(Steps.AGENT + "BaseCopy", "tell")),
  COPIED(Steps.COPY, Steps.RECORD),
  FOLLOW(Steps.FOLLOW),
  FOLLOWED(Steps.FOLLOW, Steps.RECORD),
  SWITCH_OVER(Steps.SWITCH_OVER),
  CHECKPOINTED(new Place(Steps.AGENT + "conversion.SwitchOver", "checkpoint"), Steps.STOP),
  PRIMARY_STOPPED(Steps.GATE),
  GATE_PASSED(Steps.GATE, Steps.STOP),
  STANDBY_STOPPED(Steps.MARK),
  MARK_WRITTEN(Steps.MARK, new Place("dev.coffer.agent.store.DirectoryStore", "sync")),
  MARK_DURABLE(Steps.MARK, Steps.START),
  NEW_PRIMARY_STARTED(Steps.MARK, Steps.START, new Place(Steps.AGENT + "server.Session", "open")),
  /** The data node is switched, the coordinator not. */
  ONE_SWITCHED(Steps.SWITCH_OVER, Steps.SWITCH_OVER),
  COORDINATOR_MARKED(Steps.MARK, Steps.MARK, Steps.START),
  ALL_SWITCHED(Steps.SWITCH_OVER, Steps.RECORD),
  VERIFY(Steps.VERIFY),
  VERIFIED(Steps.VERIFY, Steps.RECORD),
  RETIRE(Steps.RETIRE),
  RETIRING(Steps.RETIRE, new Place("dev.coffer.agent.cage.CagedTree", "delete")),
  RETIRED(Steps.RETIRE, Steps.RECORD),
  /** It is written down that all is done, and nobody was told. */
  DONE(Steps.RETIRE, Steps.RECORD, new Place(Steps.SERVER + "ClusterTable", "move"));

  // Copied in, and unmodifiable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Place> places;

  ConversionPoint(Place... places) {
    this.places = List.of(places);
  }

  List<Place> places() {
    return places;
  }

  /** Whether the cluster can no more become what it was. */
  boolean isBehindTheMark() {
    return compareTo(MARK_WRITTEN) >= 0;
  }

  boolean hasVolumes() {
    return compareTo(PREPARED) >= 0;
  }

  boolean hasStandbys() {
    return compareTo(FOLLOWED) >= 0 && compareTo(ONE_SWITCHED) <= 0;
  }

  /** The server's methods that begin what the points are named after. */
  private static final class Steps {
    static final String AGENT = "dev.coffer.agent.postgresql.";
    static final String SERVER = "dev.coffer.server.warehouse.";
    static final Place PREPARE = ofConversion("prepare");
    static final Place COPY = ofConversion("copy");
    static final Place FOLLOW = ofConversion("follow");
    static final Place SWITCH_OVER = ofConversion("switchOver");
    static final Place VERIFY = ofConversion("verify");
    static final Place RETIRE = ofConversion("retire");
    static final Place RECORD = new Place(SERVER + "EncryptionTable", "reached");
    static final Place STOP = new Place(AGENT + "server.Server", "stop");
    static final Place START = new Place(AGENT + "server.Server", "start");
    static final Place GATE = new Place(AGENT + "conversion.SwitchOver", "requireAll");
    static final Place MARK = new Place(AGENT + "server.NodeFiles", "markSealed");

    private static Place ofConversion(String step) {
      return new Place(AGENT + "conversion.Conversions", step);
    }
  }
}
