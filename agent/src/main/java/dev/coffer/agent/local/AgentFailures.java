package dev.coffer.agent.local;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.process.ProcessFailed;
import dev.coffer.agent.volume.VolumeFailure;
import java.io.IOException;

/** The edge at which what the host or a program refused becomes a failure of the agent. */
final class AgentFailures {
  private AgentFailures() {}

  interface Work<T> {
    T run() throws IOException;
  }

  static <T> T on(String subject, Work<T> work) {
    try {
      return work.run();
    } catch (ProcessFailed failed) {
      throw new AgentFailure(Reason.ENGINE_FAILED, subject, failed);
    } catch (VolumeFailure failed) {
      throw new AgentFailure(Reason.VOLUME_REFUSED, subject, failed);
    } catch (IOException failed) {
      throw new AgentFailure(Reason.HOST_FAILED, subject, failed);
    }
  }
}
