package dev.coffer.acceptance;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.EventSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds a process of a server still, all of its threads, where one of them begins a method. To
 * those who have to kill something at an exact place of the server's work; the server knows nothing
 * of it. A method that is not there any more fails the test instead of never stopping it.
 */
final class Breakpoints implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(20);

  private final List<VirtualMachine> machines;

  private Breakpoints(List<VirtualMachine> machines) {
    this.machines = machines;
  }

  /** A method by its names; of several with one name, each. */
  record Place(String type, String method) {}

  /** Debugs the processes that take debuggers at ports of this host. */
  static Breakpoints at(List<Integer> ports) {
    return new Breakpoints(ports.stream().map(Breakpoints::attach).toList());
  }

  private static VirtualMachine attach(int port) {
    try {
      AttachingConnector connector =
          Bootstrap.virtualMachineManager().attachingConnectors().stream()
              .filter(found -> found.transport().name().equals("dt_socket"))
              .findFirst()
              .orElseThrow();
      var arguments = connector.defaultArguments();
      set(arguments, "hostname", "127.0.0.1");
      set(arguments, "port", String.valueOf(port));
      return connector.attach(arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Map<String, Connector.Argument> arguments, String name, String value) {
    Objects.requireNonNull(arguments.get(name)).setValue(value);
  }

  /** Returns once the places were come to one after the other; a process stands at the last. */
  void awaitEach(Duration limit, List<Place> places) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Place place : places) {
      machines.forEach(machine -> arm(machine, place));
      machines.forEach(VirtualMachine::resume);
      awaitNext(place, deadline);
      machines.forEach(machine -> machine.eventRequestManager().deleteAllBreakpoints());
    }
  }

  private static void arm(VirtualMachine machine, Place place) {
    List<ReferenceType> loaded = machine.classesByName(place.type());
    if (loaded.isEmpty()) {
      var request = machine.eventRequestManager().createClassPrepareRequest();
      request.addClassFilter(place.type());
      request.enable();
    }
    loaded.forEach(type -> arm(type, place));
  }

  private static void arm(ReferenceType type, Place place) {
    List<Method> methods = type.methodsByName(place.method());
    if (methods.isEmpty()) {
      throw new AssertionError("there is no " + place);
    }
    methods.forEach(
        method ->
            type.virtualMachine()
                .eventRequestManager()
                .createBreakpointRequest(method.location())
                .enable());
  }

  private void awaitNext(Place place, long deadline) {
    while (System.nanoTime() < deadline) {
      for (VirtualMachine machine : machines) {
        if (isAt(machine, place)) {
          return;
        }
      }
    }
    throw new AssertionError("the server did not come to " + place);
  }

  private static boolean isAt(VirtualMachine machine, Place place) {
    EventSet events = next(machine);
    if (events == null) {
      return false;
    }
    for (var event : events) {
      if (event instanceof BreakpointEvent) {
        return true;
      }
      if (event instanceof ClassPrepareEvent prepared) {
        arm(prepared.referenceType(), place);
      }
    }
    events.resume();
    return false;
  }

  private static @Nullable EventSet next(VirtualMachine machine) {
    try {
      return machine.eventQueue().remove(TURN.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets the processes go on that still are. */
  @Override
  public void close() {
    machines.forEach(Breakpoints::detach);
  }

  private static void detach(VirtualMachine machine) {
    try {
      machine.dispose();
    } catch (VMDisconnectedException gone) {
      return;
    }
  }
}
