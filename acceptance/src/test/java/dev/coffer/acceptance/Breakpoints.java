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
import com.sun.jdi.request.EventRequestManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds a server still, all of its threads, where one of them begins a method. To those who have to
 * kill something at an exact place of the server's work; the server knows nothing of it. A method
 * that is not there any more fails the test instead of never stopping it.
 */
final class Breakpoints implements AutoCloseable {
  private final VirtualMachine machine;

  private Breakpoints(VirtualMachine machine) {
    this.machine = machine;
  }

  /** A method by its names; of several with one name, each. */
  record Place(String type, String method) {}

  /** Debugs a process that takes debuggers at a port of this host. */
  static Breakpoints at(int port) {
    try {
      AttachingConnector connector =
          Bootstrap.virtualMachineManager().attachingConnectors().stream()
              .filter(found -> found.transport().name().equals("dt_socket"))
              .findFirst()
              .orElseThrow();
      var arguments = connector.defaultArguments();
      set(arguments, "hostname", "127.0.0.1");
      set(arguments, "port", String.valueOf(port));
      return new Breakpoints(connector.attach(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Map<String, Connector.Argument> arguments, String name, String value) {
    Objects.requireNonNull(arguments.get(name)).setValue(value);
  }

  /** Returns once the places were come to one after the other; the process stands at the last. */
  void awaitEach(Duration limit, List<Place> places) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Place place : places) {
      arm(place);
      machine.resume();
      awaitNext(place, deadline);
      requests().deleteAllBreakpoints();
    }
  }

  private void arm(Place place) {
    List<ReferenceType> loaded = machine.classesByName(place.type());
    if (loaded.isEmpty()) {
      var request = requests().createClassPrepareRequest();
      request.addClassFilter(place.type());
      request.enable();
    }
    loaded.forEach(type -> arm(type, place));
  }

  private void arm(ReferenceType type, Place place) {
    List<Method> methods = type.methodsByName(place.method());
    if (methods.isEmpty()) {
      throw new AssertionError("there is no " + place);
    }
    methods.forEach(method -> requests().createBreakpointRequest(method.location()).enable());
  }

  private void awaitNext(Place place, long deadline) {
    while (true) {
      EventSet events = next(deadline);
      if (events == null) {
        throw new AssertionError("the server did not come to " + place);
      }
      for (var event : events) {
        if (event instanceof BreakpointEvent) {
          return;
        }
        if (event instanceof ClassPrepareEvent prepared) {
          arm(prepared.referenceType(), place);
        }
      }
      events.resume();
    }
  }

  private @Nullable EventSet next(long deadline) {
    try {
      return machine.eventQueue().remove(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private EventRequestManager requests() {
    return machine.eventRequestManager();
  }

  /** Lets the process go on, if it still is. */
  @Override
  public void close() {
    try {
      machine.dispose();
    } catch (VMDisconnectedException gone) {
      return;
    }
  }
}
