package dev.coffer.agent.warehouse;

import java.util.List;

/**
 * What a node's conversion depends on.
 *
 * @param dataBytes about how much its copy takes
 * @param freeBytes what its host has left for that
 * @param obstacles why it cannot be converted, for people
 * @param replication what it follows, what follows it or may, and what to do about each
 */
public record NodeSurvey(
    long dataBytes, long freeBytes, List<String> replication, List<String> obstacles) {
  public NodeSurvey {
    replication = List.copyOf(replication);
    obstacles = List.copyOf(obstacles);
  }
}
