package dev.coffer.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this process took of the memory since it was asked to watch. */
public final class Memory {
  private static final double MEGABYTE = 1e6;
  private static final double KIBIBYTE = 1024;

  private final List<MemoryPoolMXBean> heap =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  private Memory() {}

  public static Memory watch() {
    var memory = new Memory();
    memory.heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    return memory;
  }

  /** In megabytes, an upper bound: the pools need not have had their peaks at the same time. */
  public double peakHeap() {
    return heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / MEGABYTE;
  }

  /** In megabytes, what is left once everything that can go is gone. */
  public static double heldHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
  }

  /** In megabytes, everything, since the process began. */
  public static double peakResident() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .map(kibibytes -> (long) (kibibytes * KIBIBYTE))
              .sum()
          / MEGABYTE;
    }
  }
}
