package dev.coffer.agent.store;

import java.io.IOException;

/** The store has no room for the object; nothing of it remains once its upload is closed. */
public final class StoreFull extends IOException {
  public StoreFull(String name, long written, Throwable cause) {
    super("store is full: object " + name + " stopped after " + written + " bytes", cause);
  }
}
