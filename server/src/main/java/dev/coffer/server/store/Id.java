package dev.coffer.server.store;

/** An id with a type of its own, so that ids of two kinds cannot be swapped: a record of its text. */
public interface Id {
  String value();
}
