package dev.coffer.server.id;

/**
 * An id with a type of its own, so that ids of two kinds cannot be swapped: a record of its text.
 */
public interface Id {
  String value();
}
