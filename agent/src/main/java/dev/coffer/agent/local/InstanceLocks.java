package dev.coffer.agent.local;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Lets requests that change an instance pass one at a time. */
final class InstanceLocks {
  private final ConcurrentMap<String, Lock> locks = new ConcurrentHashMap<>();

  <T> T holding(String instanceId, AgentFailures.Work<T> work) {
    return holding(List.of(instanceId), work);
  }

  /** Taken in one order always, so that two who want the same ones never wait for each other. */
  <T> T holding(List<String> instanceIds, AgentFailures.Work<T> work) {
    var held = instanceIds.stream().distinct().sorted().map(this::lock).toList();
    held.forEach(Lock::lock);
    try {
      return AgentFailures.on("instance " + instanceIds.getFirst(), work);
    } finally {
      held.forEach(Lock::unlock);
    }
  }

  private Lock lock(String instanceId) {
    return locks.computeIfAbsent(instanceId, _ -> new ReentrantLock());
  }
}
