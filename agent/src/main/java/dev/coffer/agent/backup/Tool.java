package dev.coffer.agent.backup;

import dev.coffer.agent.process.Child;
import java.io.IOException;

/** The program that unpacks what is written to it. */
public interface Tool {
  Child start() throws IOException;
}
