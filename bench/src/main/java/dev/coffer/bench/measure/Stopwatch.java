package dev.coffer.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes the time of work in this process. */
public final class Stopwatch {
  private static final double NANOS = 1e9;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final long began = System.nanoTime();
  private final double processorBegan = processorSeconds();

  /** What has passed, and what this process and its children that ended worked meanwhile. */
  public Sample stop(double amount) {
    double seconds = (System.nanoTime() - began) / NANOS;
    return new Sample(amount, seconds, processorSeconds() - processorBegan);
  }

  private double processorSeconds() {
    return system.getProcessCpuTime() / NANOS + childrenSeconds();
  }

  /** Fields 16 and 17 of /proc/self/stat, counted from behind the name, in hundredths (proc(5)). */
  private static double childrenSeconds() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the time of the children", e);
    }
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
