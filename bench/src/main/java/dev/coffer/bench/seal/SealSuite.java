package dev.coffer.bench.seal;

import static dev.coffer.crypto.cipher.Suite.AES_256_GCM;
import static dev.coffer.crypto.cipher.Suite.SM4_GCM;

import dev.coffer.bench.Suite;
import dev.coffer.bench.measure.Contender;
import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Rounds;
import dev.coffer.bench.measure.Stopwatch;
import dev.coffer.bench.measure.Threshold;
import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Ciphers;
import java.util.ArrayList;
import java.util.List;

/** Compares the sealed stream with its ciphers, on one core and by the thread's own time. */
public final class SealSuite implements Suite {
  private static final int MIB = 1 << 20;
  private static final double MEGABYTE = 1e6;

  /** Each about a quarter of a second's work. */
  private static final int FAST = 1024 * MIB;

  private static final int MIDDLE = 192 * MIB;
  private static final int SLOW = 16 * MIB;
  private static final Rounds ROUNDS = new Rounds(3, 11);

  private static final String AES_STREAM = "AES-256-GCM: sealed stream";
  private static final String AES_CIPHER = "AES-256-GCM: its cipher alone";
  private static final String SM4_STREAM = "SM4-GCM: sealed stream";
  private static final String SM4_RAW = "SM4-GCM: raw libgcrypt";

  @Override
  public void run(Report report) throws Exception {
    report.note(
        "One stream on one core, memory to nowhere, frames of 64 KiB. Times are the thread's own.");
    try (var libgcrypt = new RawSm4()) {
      var results = ROUNDS.of(contenders(libgcrypt));
      report.table("MB/s", results);
      report.bar(
          Threshold.atLeast(
              0.80, "AES: stream against its cipher", results.speed(AES_STREAM, AES_CIPHER)));
      report.bar(
          Threshold.atLeast(
              0.85, "SM4: stream against raw libgcrypt", results.speed(SM4_STREAM, SM4_RAW)));
      report.bar(
          Threshold.atLeast(
              5,
              "SM4: stream against Bouncy Castle",
              results.speed(SM4_STREAM, alone(SM4_GCM, "Bouncy Castle"))));
    }
  }

  private static List<Contender> contenders(RawSm4 libgcrypt) {
    var contenders = new ArrayList<Contender>();
    contenders.add(contender(AES_STREAM, FAST, () -> new SealOnce(AES_256_GCM).stream(FAST)));
    CipherLibrary best = Ciphers.best(AES_256_GCM);
    contenders.add(contender(AES_CIPHER, FAST, () -> new SealOnce(AES_256_GCM).cipher(best, FAST)));
    Ciphers.libraries(AES_256_GCM).stream()
        .filter(library -> library != best)
        .forEach(library -> contenders.add(other(AES_256_GCM, library, FAST)));
    contenders.add(contender(SM4_STREAM, MIDDLE, () -> new SealOnce(SM4_GCM).stream(MIDDLE)));
    contenders.add(contender(SM4_RAW, MIDDLE, () -> libgcrypt.seal(MIDDLE)));
    Ciphers.libraries(SM4_GCM).forEach(library -> contenders.add(other(SM4_GCM, library, MIDDLE)));
    return contenders;
  }

  private static Contender other(
      dev.coffer.crypto.cipher.Suite suite, CipherLibrary library, int bytes) {
    int amount = library.isNative() || library.name().equals("JDK") ? bytes : SLOW;
    return contender(
        alone(suite, library.name()), amount, () -> new SealOnce(suite).cipher(library, amount));
  }

  private static String alone(dev.coffer.crypto.cipher.Suite suite, String library) {
    return suite.wireName() + ": " + library + " alone";
  }

  private static Contender contender(String name, int bytes, Stopwatch.Work work) {
    return new Contender(name, () -> Stopwatch.onOneCore(bytes / MEGABYTE, work));
  }
}
