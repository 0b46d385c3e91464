/** Database instances. */
@NullMarked
package dev.coffer.cli.instance;

import org.jspecify.annotations.NullMarked;
