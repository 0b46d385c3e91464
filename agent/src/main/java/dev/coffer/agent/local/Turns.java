package dev.coffer.agent.local;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets requests on one instance pass one at a time. */
final class Turns {
  private final ConcurrentMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  interface Work<T> {
    T run() throws IOException;
  }

  <T> T take(String instanceId, Work<T> work) {
    var lock = locks.computeIfAbsent(instanceId, _ -> new ReentrantLock());
    lock.lock();
    try {
      return work.run();
    } catch (ProcessFailed failed) {
      throw new AgentFailure(Reason.ENGINE_FAILED, "instance " + instanceId, failed);
    } catch (IOException failed) {
      throw new AgentFailure(Reason.HOST_FAILED, "instance " + instanceId, failed);
    } finally {
      lock.unlock();
    }
  }
}
