/** The product at work, on its own. */
@NullMarked
package dev.coffer.cli.demo;

import org.jspecify.annotations.NullMarked;
