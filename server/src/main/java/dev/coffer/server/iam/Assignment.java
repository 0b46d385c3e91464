package dev.coffer.server.iam;

/** A role that somebody was given. */
record Assignment(String roleId, Holder holder, Place place) {}
