package dev.coffer.agent;

import java.util.List;

/**
 * What a node's conversion depends on.
 *
 * @param dataBytes about how much its copy takes
 * @param freeBytes what its host has left for that
 * @param obstacles why it cannot be converted, for people
 * @param replicated whether it follows another server, or others follow it
 */
public record NodeSurvey(
    long dataBytes, long freeBytes, boolean replicated, List<String> obstacles) {
  public NodeSurvey {
    obstacles = List.copyOf(obstacles);
  }
}
