package dev.coffer.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Takes the time of work in this process. */
public final class Stopwatch {
  private static final double NANOS = 1e9;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final long began = System.nanoTime();
  private final long processorBegan = system.getProcessCpuTime();

  /** What has passed, and what all of this process's threads worked meanwhile. */
  public Sample stop(double amount) {
    double seconds = (System.nanoTime() - began) / NANOS;
    return new Sample(amount, seconds, (system.getProcessCpuTime() - processorBegan) / NANOS);
  }

  /** Work of the calling thread alone, by its own processor time: unmoved by what else runs. */
  public static Sample onOneCore(double amount, Work work) throws Exception {
    var threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    work.run();
    double seconds = (threads.getCurrentThreadCpuTime() - began) / NANOS;
    return new Sample(amount, seconds, seconds);
  }

  /** What is measured. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }
}
