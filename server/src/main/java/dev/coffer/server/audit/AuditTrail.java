package dev.coffer.server.audit;

/** Where events go. When {@code append} returns, the event survives the end of this process. */
@FunctionalInterface
public interface AuditTrail {
  void append(Event event);
}
