/** Targets inside of the package that they fuzz, whose parsers are its own. */
@NullMarked
package dev.coffer.agent.volume.disk;

import org.jspecify.annotations.NullMarked;
