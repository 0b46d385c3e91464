package dev.coffer.agent.local;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets requests that change an instance pass one at a time. */
final class InstanceLocks {
  private final ConcurrentMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  <T> T holding(String instanceId, AgentFailures.Work<T> work) {
    var lock = locks.computeIfAbsent(instanceId, _ -> new ReentrantLock());
    lock.lock();
    try {
      return AgentFailures.on("instance " + instanceId, work);
    } finally {
      lock.unlock();
    }
  }
}
