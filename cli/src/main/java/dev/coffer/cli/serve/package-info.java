/** Running the server: its options, and its processes where root starts it. */
@NullMarked
package dev.coffer.cli.serve;

import org.jspecify.annotations.NullMarked;
