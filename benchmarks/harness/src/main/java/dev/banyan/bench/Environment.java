package dev.banyan.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that was measured on. */
final class Environment {

  private Environment() {}

  static ObjectNode describe() {
    OperatingSystemMXBean os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new ObjectMapper()
        .createObjectNode()
        .put("processors", os.getAvailableProcessors())
        .put("processorModel", processorModel())
        .put("memoryMiB", os.getTotalMemorySize() >> 20)
        .put("loadBefore", os.getSystemLoadAverage())
        .put("os", os.getName() + " " + os.getVersion() + " " + os.getArch())
        .put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  /** True if others use the machine so much that even ratios will be off. */
  static boolean busy() {
    OperatingSystemMXBean os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return os.getSystemLoadAverage() > os.getAvailableProcessors() * 0.5;
  }

  private static String processorModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
