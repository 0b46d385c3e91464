package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * A Java sample as a document of the vendor prints it, cut out when it is needed. Nothing in it is
 * changed but the placeholders that its reader has to fill in.
 */
record PrintedSample(String text) {
  private static final String BEGINNING = "package com.huaweicloud.sdk.test;";
  private static final String CLASS = "com.huaweicloud.sdk.test.ModifyBackupEncryptStatusSolution";
  // In a document that lost its line ends, a comment goes up to the next one or a declaration.
  private static final Pattern COMMENT =
      Pattern.compile("//.*?(?= //| (?:String|ICredential) \\w+ =)");

  /** The directory of the documents, beside the project; empty where it is not there. */
  static Optional<Path> documents() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    Path beside = module.getParent();
    return Optional.ofNullable(beside == null ? null : beside.getParent())
        .map(place -> place.resolve("shared").resolve("seeds"))
        .filter(Files::isDirectory);
  }

  /** The Java samples of the document whose name has the prefix, in the order they are printed. */
  static List<PrintedSample> of(Path documents, String prefix) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(documents, prefix + "*")) {
      String document = Files.readString(found.iterator().next());
      var samples = new ArrayList<PrintedSample>();
      int begin = document.indexOf(BEGINNING);
      while (begin >= 0) {
        int end = endOfClass(document, begin);
        samples.add(new PrintedSample(withLines(document.substring(begin, end))));
        begin = document.indexOf(BEGINNING, end);
      }
      return List.copyOf(samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The braces of placeholders in its strings are balanced, too.
  private static int endOfClass(String document, int begin) {
    int depth = 0;
    for (int i = begin; i < document.length(); i++) {
      if (document.charAt(i) == '{') {
        depth++;
      } else if (document.charAt(i) == '}' && --depth == 0) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("a sample has no end");
  }

  private static String withLines(String sample) {
    return sample.contains("\n") ? sample : COMMENT.matcher(sample).replaceAll("$0\n");
  }

  /** The sample with its three placeholders filled in. */
  String filledIn(String projectId, String instanceId, String region) {
    return text.replace("{project_id}", projectId)
        .replace("{instance_id}", instanceId)
        .replace("<YOUR REGION>", region);
  }

  /** Compiles a filled-in sample and runs it in a process of its own; answers what it printed. */
  static String run(String source, Path directory, Account account) {
    try {
      Path file = directory.resolve("ModifyBackupEncryptStatusSolution.java");
      Files.writeString(file, source);
      String classPath = System.getProperty("java.class.path");
      int compiled =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, "-cp", classPath, "-d", directory.toString(), file.toString());
      if (compiled != 0) {
        throw new AssertionError("the sample does not compile");
      }
      var child = new ProcessBuilder(java(), "-cp", directory + ":" + classPath, CLASS);
      child.environment().put("CLOUD_SDK_AK", account.accessKey());
      child.environment().put("CLOUD_SDK_SK", account.secretKey());
      child.environment().put(variable(account.region()), account.endpoint());
      Process process = child.redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The variable in which the SDK looks for the endpoint of a region. */
  private static String variable(String region) {
    return "HUAWEICLOUD_SDK_REGION_GAUSSDB_" + region.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
